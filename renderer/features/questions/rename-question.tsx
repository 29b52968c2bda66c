import { useState, type ReactElement } from 'react';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Asks for a new title. */
export function RenameQuestion({ view, onClose }: { view: LectureView; onClose: () => void }): ReactElement {
  const [title, setTitle] = useState(view.title);
  const isUsable = title.trim() !== '';
  async function rename(): Promise<void> {
    if (!isUsable) return;
    const answer = await runCommand('update-lecture', { lectureId: view.id, title: title.trim() });
    if (answer !== null) onClose();
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Rename lecture"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="rename-lecture" disabled={!isUsable}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename-lecture"
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <TextField label="Title" value={title} onChange={setTitle} />
      </form>
    </Dialog>
  );
}
