import { FolderOpen } from 'lucide-react';
import { useState, type ReactElement } from 'react';

import type { ExportFormat } from '../../../preload/contract/export.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { LectureView } from '../../../preload/contract/lecture.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';
import { FailureNotice } from '../../parts/failure-notice.tsx';
import { runCommand } from '../../parts/run-command.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { exportFormats, exportFormatWords } from '../../words/names.ts';
import { count } from '../../words/numbers.ts';

type Progress =
  | { readonly step: 'choosing' }
  | { readonly step: 'making' }
  | { readonly step: 'saved'; readonly paths: readonly string[] };

/** Chooses formats, makes the files, asks where to put them, and says where they went. */
export function ExportQuestion({ view, onClose }: { view: LectureView; onClose: () => void }): ReactElement {
  const usual = useLectern((state) => state.settings?.settings['exports.formats']);
  const [chosen, setChosen] = useState<readonly ExportFormat[]>(usual ?? ['md']);
  const [progress, setProgress] = useState<Progress>({ step: 'choosing' });
  const [failure, setFailure] = useState<Failure | null>(null);

  async function save(): Promise<void> {
    setFailure(null);
    setProgress({ step: 'making' });
    try {
      const formats = [...chosen];
      const { paths } = await invoke('save-exports', { lectureId: view.id, formats });
      setProgress(paths.length === 0 ? { step: 'choosing' } : { step: 'saved', paths });
    } catch (error) {
      setFailure(failureOf(error));
      setProgress({ step: 'choosing' });
    }
  }

  if (progress.step === 'saved') return <SavedFiles paths={progress.paths} onClose={onClose} />;
  const isMaking = progress.step === 'making';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Export"
      description={view.title}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" disabled={isMaking || chosen.length === 0} onClick={() => void save()}>
            {saveLabel(isMaking, chosen.length)}
          </Button>
        </>
      }
    >
      <fieldset disabled={isMaking} className="flex flex-col gap-1">
        <legend className="mb-2 text-small text-secondary">Files to make</legend>
        {exportFormats.map((format) => (
          <Checkbox
            key={format}
            label={exportFormatWords[format].name}
            remark={exportFormatWords[format].use}
            isChecked={chosen.includes(format)}
            onChange={(isChecked) =>
              setChosen(isChecked ? [...chosen, format] : chosen.filter((one) => one !== format))
            }
          />
        ))}
      </fieldset>
      {failure === null ? null : (
        <div className="mt-4">
          <FailureNotice failure={failure} context={{ lectureId: view.id }} onRetry={() => void save()} />
        </div>
      )}
    </Dialog>
  );
}

function saveLabel(isMaking: boolean, amount: number): string {
  if (isMaking) return 'Making files…';
  return amount > 1 ? 'Save all…' : 'Save as…';
}

function SavedFiles({ paths, onClose }: { paths: readonly string[]; onClose: () => void }): ReactElement {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`${count(paths.length, 'file')} saved`}
      actions={
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ul aria-live="polite" className="flex flex-col divide-y divide-line">
        {paths.map((path) => (
          <li key={path} className="flex items-center gap-3 py-2">
            <span title={path} className="min-w-0 flex-1 break-words">
              {path}
            </span>
            <Button size="small" icon={FolderOpen} onClick={() => void runCommand('show-file', { path })}>
              Show in folder
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
