import { Plus, Upload } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';

import type { Course } from '../../../preload/contract/course.ts';
import { useWindowActions } from '../../parts/window-actions.tsx';
import { unsorted } from '../../state/lectures-slice.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { count, money } from '../../words/numbers.ts';
import { duration } from '../../words/times.ts';
import { CourseMenu } from './course-menu.tsx';
import { EmptyLibrary, LoadingRows, NothingFound } from './empty-library.tsx';
import { KeyNotice } from './key-notice.tsx';
import { LectureList } from './lecture-list.tsx';
import { visibleLectures } from './visible-lectures.ts';

/** The lectures of the library, of one course, or of none (`unsorted`), newest first. */
export function LibraryPage({ courseId }: { courseId: string | null }): ReactElement {
  const [query, setQuery] = useState('');
  const course = useLectern((state) => state.library?.courses.find((one) => one.id === courseId));
  const isLoaded = useLectern((state) => state.isLoaded);
  const shown = useShown(courseId, useDeferredValue(query));
  const { addLectures } = useWindowActions();
  const isEmpty = isLoaded && shown.ids.length === 0;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader
        title={courseId === null ? 'Library' : (course?.title ?? 'Unsorted')}
        line={<Line amount={shown.ids.length} seconds={shown.seconds} course={course} />}
      >
        {course === undefined ? null : <CourseMenu course={course} />}
        <TitleFilter value={query} onChange={setQuery} />
        {isEmpty && query === '' ? null : (
          <Button tone="primary" icon={Plus} onClick={() => addLectures()}>
            Add lectures
          </Button>
        )}
      </PageHeader>
      <KeyNotice />
      {isLoaded ? <Lectures ids={shown.ids} query={query} courseId={courseId} /> : <LoadingRows />}
      <Foot />
    </div>
  );
}

function useShown(courseId: string | null, query: string): ReturnType<typeof visibleLectures> {
  const lectures = useLectern((state) => state.lectures);
  const lectureIds = useLectern((state) => state.lectureIds);
  return useMemo(
    () => visibleLectures({ lectures, lectureIds }, { courseId, query }),
    [lectures, lectureIds, courseId, query],
  );
}

function Lectures(props: { ids: readonly string[]; query: string; courseId: string | null }): ReactElement {
  if (props.ids.length > 0) return <LectureList ids={props.ids} />;
  if (props.query !== '') return <NothingFound query={props.query} />;
  return <EmptyLibrary isCourse={props.courseId !== null && props.courseId !== unsorted} />;
}

interface LineProps {
  readonly amount: number;
  readonly seconds: number;
  readonly course: Course | undefined;
}

function Line({ amount, seconds, course }: LineProps): ReactElement {
  const terms = course?.glossary.length ?? 0;
  const parts = [
    count(amount, 'lecture'),
    seconds === 0 ? null : duration(seconds),
    terms === 0 ? null : `${count(terms, 'term')} in the glossary`,
  ];
  return <>{parts.filter((part) => part !== null).join(' · ')}</>;
}

function TitleFilter(props: { value: string; onChange: (value: string) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusOnKeys = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', focusOnKeys);
    return () => window.removeEventListener('keydown', focusOnKeys);
  }, []);
  const isMac = navigator.userAgent.includes('Mac');
  return (
    <SearchField
      label="Filter by title"
      keys={isMac ? '⌘K' : 'Ctrl K'}
      inputRef={input}
      className="w-[300px] max-[1120px]:w-[220px]"
      {...props}
    />
  );
}

function Foot(): ReactElement {
  const month = useLectern((state) => state.library?.month);
  return (
    <footer className="flex h-[50px] shrink-0 items-center gap-2 px-6 text-small text-secondary">
      <Upload aria-hidden size={16} strokeWidth={1.75} />
      <span className="flex-1">Drop recordings, transcripts or a whole folder anywhere in this window.</span>
      {month === undefined ? null : (
        <span className="tabular">
          This month {money(month.spent)}
          {month.ceiling === null ? '' : ` of ${money(month.ceiling)}`}
        </span>
      )}
    </footer>
  );
}
