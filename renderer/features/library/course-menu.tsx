import { Ellipsis, PencilLine, Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';

import type { Course } from '../../../preload/contract/course.ts';
import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { CourseDialog } from './course-dialog.tsx';

/** What one can do with a course: change it, or remove it and keep its lectures. */
export function CourseMenu({ course }: { course: Course }): ReactElement {
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <Menu label={`More for ${course.title}`} icon={Ellipsis}>
        <MenuItem icon={PencilLine} onSelect={() => setOpen('edit')}>
          Edit course…
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} tone="needs" onSelect={() => setOpen('remove')}>
          Remove course…
        </MenuItem>
      </Menu>
      {open === 'edit' ? <CourseDialog course={course} onClose={close} /> : null}
      {open === 'remove' ? <RemoveCourse course={course} onClose={close} /> : null}
    </>
  );
}

function RemoveCourse({ course, onClose }: { course: Course; onClose: () => void }): ReactElement {
  const [, navigate] = useLocation();
  async function remove(): Promise<void> {
    const answer = await runCommand('remove-course', { courseId: course.id });
    if (answer === null) return;
    onClose();
    navigate('/');
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Remove “${course.title}”`}
      description="Its lectures stay and become unsorted. The glossary goes."
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button tone="needs" onClick={() => void remove()}>
            Remove course
          </Button>
        </>
      }
    />
  );
}
