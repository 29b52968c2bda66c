import type { ReactElement } from 'react';

import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { FixedRow } from './controls.tsx';
import { Section } from './section.tsx';
import { useSetting } from './use-setting.ts';

/** Where recordings, transcripts and material are kept. */
export function StorageSection(): ReactElement {
  const { value: folder, set, error, isFixed } = useSetting('storage.folder');
  async function choose(): Promise<void> {
    const answer = await runCommand('choose-folder', { title: 'Folder for recordings and material' });
    const chosen = answer?.paths[0];
    if (chosen !== undefined) set(chosen);
  }
  return (
    <Section title="Storage" about="Recordings and everything made from them stay on this machine.">
      {isFixed ? (
        <FixedRow label="Folder" value={folder ?? ''} />
      ) : (
        <div className="flex min-h-[58px] items-center gap-3 px-4 py-3">
          <div className="min-w-0 flex-1">
            <p className="font-medium">Folder</p>
            <p className="text-small break-words text-secondary">{folder ?? 'Beside Lectern’s own data'}</p>
            {error === null ? null : (
              <p role="alert" className="text-small text-needs">
                {error}
              </p>
            )}
          </div>
          {folder === null ? null : (
            <Button size="small" onClick={() => set(null)}>
              Back to Lectern’s own
            </Button>
          )}
          <Button size="small" onClick={() => void choose()}>
            Choose a folder…
          </Button>
        </div>
      )}
    </Section>
  );
}
