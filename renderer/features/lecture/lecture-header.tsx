import { Download } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { LectureMenu } from '../../parts/lecture-menu.tsx';
import { useWindowActions } from '../../parts/window-actions.tsx';
import { unsorted } from '../../state/lectures-slice.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { costWords, lectureStory, missingWords } from '../../words/lecture-words.ts';

/** Course and title, how it stands, and taking it away. */
export function LectureHeader({ view, canExport }: { view: LectureView; canExport: boolean }): ReactElement {
  const course = useLectern((state) => state.library?.courses.find((one) => one.id === view.courseId));
  const { askAbout } = useWindowActions();
  return (
    <PageHeader
      title={view.title}
      above={
        <Link href={`/course/${course?.id ?? unsorted}`} className="hover:underline">
          {course?.title ?? 'Unsorted'}
        </Link>
      }
    >
      <Standing view={view} />
      <LectureMenu view={view} />
      <Button
        tone="primary"
        icon={Download}
        disabled={!canExport}
        onClick={() => askAbout({ kind: 'export', lectureId: view.id })}
      >
        Export
      </Button>
    </PageHeader>
  );
}

function Standing({ view }: { view: LectureView }): ReactElement {
  const { word, tone } = standingOf(view);
  const cost = costWords(view);
  return (
    <p className="tabular flex items-center gap-2 text-small whitespace-nowrap text-secondary">
      <StatusDot tone={tone} />
      {[view.isExample ? 'Example' : null, word, cost === '' ? null : cost]
        .filter((part) => part !== null)
        .join(' · ')}
    </p>
  );
}

function standingOf(view: LectureView): {
  word: string;
  tone: 'quiet' | 'moving' | 'ready' | 'waiting' | 'needs';
} {
  switch (view.status) {
    case 'ready':
      return { word: 'Ready', tone: 'ready' };
    case 'partial':
      return {
        word: view.missingSeconds > 0 ? `Ready, ${missingWords(view)}` : 'Partly ready',
        tone: 'waiting',
      };
    case 'processing':
      return { word: 'In work', tone: 'moving' };
    case 'queued':
      return { word: 'In line', tone: 'quiet' };
    case 'waiting':
      return lectureStory(view).tone === 'needs'
        ? { word: 'Needs you', tone: 'needs' }
        : { word: 'Waiting', tone: 'waiting' };
    case 'failed':
      return { word: 'Failed', tone: 'needs' };
  }
}
