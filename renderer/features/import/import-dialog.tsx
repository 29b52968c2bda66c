import { FolderPlus, Plus } from 'lucide-react';
import type { ReactElement } from 'react';

import { FailureNotice } from '../../parts/failure-notice.tsx';
import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { count, money } from '../../words/numbers.ts';
import { DecisionList } from './decision-list.tsx';
import { FileList } from './file-list.tsx';
import { ImportChoices } from './import-choices.tsx';
import { useImport, type Import } from './use-import.ts';

interface ImportDialogProps {
  readonly paths: readonly string[];
  /** The course offered first; null is none. */
  readonly courseId: string | null;
  readonly onClose: () => void;
}

/** Shows what would be added and what it costs, takes the choices, and starts only when told to. */
export function ImportDialog({ paths, courseId, onClose }: ImportDialogProps): ReactElement {
  const work = useImport({ paths, courseId, onClose });
  if (work.decisions !== null) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        width="wide"
        title={
          work.addedAmount === 0 ? 'Nothing was added yet' : `${count(work.addedAmount, 'lecture')} added`
        }
        actions={
          <Button tone="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <DecisionList decisions={work.decisions} onDecide={work.decide} onOpen={onClose} />
      </Dialog>
    );
  }
  const usable = work.usablePaths.length;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title="Add lectures"
      description="Nothing is sent anywhere before you start."
      actions={
        <>
          <p aria-live="polite" className="tabular mr-auto text-secondary">
            {priceWords(work)}
          </p>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            disabled={usable === 0 || work.isBusy || work.isForecasting}
            onClick={() => void work.start()}
          >
            {work.isBusy ? 'Adding…' : `Add ${count(usable, 'lecture')}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <div>
          <FileList work={work} />
          <div className="mt-2 flex gap-2">
            <Button size="small" icon={Plus} onClick={() => void addMore(work, 'files')}>
              More files…
            </Button>
            <Button size="small" icon={FolderPlus} onClick={() => void addMore(work, 'folder')}>
              A folder…
            </Button>
          </div>
        </div>
        {work.failure === null ? null : <FailureNotice failure={work.failure} onRetry={work.forecastAgain} />}
        <ImportChoices draft={work.draft} onChange={work.setDraft} />
      </div>
    </Dialog>
  );
}

async function addMore(work: Import, what: 'files' | 'folder'): Promise<void> {
  const answer =
    what === 'files'
      ? await runCommand('choose-recordings', {})
      : await runCommand('choose-folder', { title: 'Folder with recordings' });
  if (answer !== null && answer.paths.length > 0) work.addPaths(answer.paths);
}

function priceWords({ forecasts, total, isForecasting }: Import): string {
  if (forecasts === null || isForecasting) return 'Working out the price…';
  const usable = forecasts.filter((forecast) => forecast.failure === null);
  if (usable.length === 0) return '';
  if (total !== null) return total === 0 ? 'Costs nothing' : `About ${money(total)} in all`;
  const reason = usable.find((forecast) => forecast.unknown !== null)?.unknown;
  return reason === undefined || reason === null ? 'Price not known' : `Price not known: ${reason}`;
}
