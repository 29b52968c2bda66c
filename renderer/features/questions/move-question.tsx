import { useState, type ReactElement } from 'react';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { runCommand } from '../../parts/run-command.ts';
import { unsorted } from '../../state/lectures-slice.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';

/** Asks which course a lecture belongs to. */
export function MoveQuestion({ view, onClose }: { view: LectureView; onClose: () => void }): ReactElement {
  const courses = useLectern((state) => state.library?.courses) ?? [];
  const [courseId, setCourseId] = useState(view.courseId ?? unsorted);
  const choices = [
    ...courses.map((course) => ({ value: course.id, label: course.title })),
    { value: unsorted, label: 'Unsorted' },
  ];
  async function move(): Promise<void> {
    const chosen = courseId === unsorted ? null : courseId;
    const answer = await runCommand('update-lecture', { lectureId: view.id, courseId: chosen });
    if (answer !== null) onClose();
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Move to course"
      description={view.title}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" onClick={() => void move()}>
            Move
          </Button>
        </>
      }
    >
      <Select label="Course" value={courseId} choices={choices} onChange={setCourseId} className="w-full" />
    </Dialog>
  );
}
