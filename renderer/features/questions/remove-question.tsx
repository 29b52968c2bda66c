import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before a lecture and all that was made from it goes away. */
export function RemoveQuestion({ view, onClose }: { view: LectureView; onClose: () => void }): ReactElement {
  const [location, navigate] = useLocation();
  const [isBusy, setIsBusy] = useState(false);
  async function remove(): Promise<void> {
    setIsBusy(true);
    const answer = await runCommand('remove-lecture', { lectureId: view.id });
    setIsBusy(false);
    if (answer === null) return;
    onClose();
    if (location === `/lecture/${view.id}`) navigate('/');
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Remove “${view.title}”`}
      description="Its recording, transcript and material are removed from Lectern. The file you added and the exports you saved stay where they are. This can’t be undone."
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button tone="needs" disabled={isBusy} onClick={() => void remove()}>
            Remove
          </Button>
        </>
      }
    />
  );
}
