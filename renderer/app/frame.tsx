import { useMemo, useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';

import { ImportDialog } from '../features/import/import-dialog.tsx';
import { LectureQuestions } from '../features/questions/lecture-questions.tsx';
import { CourseDialog } from '../features/library/course-dialog.tsx';
import { invoke } from '../bridge/lectern.ts';
import { failureOf } from '../bridge/failure-error.ts';
import { WindowActionsContext, type LectureQuestion, type WindowActions } from '../parts/window-actions.tsx';
import { unsorted } from '../state/lectures-slice.ts';
import { say } from '../ui/toast.tsx';
import { Announcer } from './announcer.tsx';
import { Banner } from './banner.tsx';
import { DropAnywhere } from './drop-anywhere.tsx';
import { Pages } from './pages.tsx';
import { Sidebar } from './sidebar.tsx';

/** Sidebar, page, and what lies over them: dialogs, drop area, banner, announcements. */
export function Frame(): ReactElement {
  const [location] = useLocation();
  const [importPaths, setImportPaths] = useState<readonly string[] | null>(null);
  const [question, setQuestion] = useState<LectureQuestion | null>(null);
  const [isMakingCourse, setIsMakingCourse] = useState(false);
  const actions = useMemo<WindowActions>(
    () => ({
      addLectures: (paths) => (paths === undefined ? void chooseThen(setImportPaths) : setImportPaths(paths)),
      askAbout: setQuestion,
      createCourse: () => setIsMakingCourse(true),
    }),
    [],
  );
  return (
    <WindowActionsContext value={actions}>
      <div className="flex h-full">
        <Sidebar />
        <div className="flex min-w-0 flex-1 flex-col">
          <Banner />
          <main className="flex min-h-0 flex-1 flex-col">
            <Pages />
          </main>
        </div>
      </div>
      <DropAnywhere onDrop={actions.addLectures} />
      {importPaths === null ? null : (
        <ImportDialog
          paths={importPaths}
          courseId={courseIdOf(location)}
          onClose={() => setImportPaths(null)}
        />
      )}
      <LectureQuestions question={question} onClose={() => setQuestion(null)} />
      {isMakingCourse ? <CourseDialog course={null} onClose={() => setIsMakingCourse(false)} /> : null}
      <Announcer />
    </WindowActionsContext>
  );
}

async function chooseThen(take: (paths: readonly string[]) => void): Promise<void> {
  try {
    const { paths } = await invoke('choose-recordings', {});
    if (paths.length > 0) take(paths);
  } catch (error) {
    say(failureOf(error).message);
  }
}

/** The course whose page is open: new lectures are offered to go there. */
function courseIdOf(location: string): string | null {
  const id = /^\/course\/(.+)$/.exec(location)?.[1] ?? null;
  return id === unsorted ? null : id;
}
