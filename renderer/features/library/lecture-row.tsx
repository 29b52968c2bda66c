import clsx from 'clsx';
import { memo, type KeyboardEvent, type ReactElement } from 'react';
import { Link } from 'wouter';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { LectureMenu } from '../../parts/lecture-menu.tsx';
import { RemedyButton } from '../../parts/remedy-button.tsx';
import { StageBars } from '../../parts/stage-bars.tsx';
import { StoryLine } from '../../parts/story-line.tsx';
import { useLectern } from '../../state/store.ts';
import { costWords, lectureLine, lectureStory, tellingStage } from '../../words/lecture-words.ts';
import { timeLeft } from '../../words/times.ts';

interface LectureRowProps {
  readonly lectureId: string;
  readonly index: number;
  readonly amount: number;
  /** Pixels from the top of the list. */
  readonly offset: number;
  /** Takes the keys pressed on the title: only there do the arrow keys walk through the list. */
  readonly onWalk: (event: KeyboardEvent<HTMLElement>) => void;
}

/** One lecture, the whole story in a line. It redraws only when its own view changes. */
export const LectureRow = memo(function LectureRow(props: LectureRowProps): ReactElement | null {
  const { lectureId, index, amount, offset, onWalk } = props;
  const view = useLectern((state) => state.lectures.get(lectureId));
  const presets = useLectern((state) => state.presets);
  if (view === undefined) return null;
  return (
    <li
      aria-setsize={amount}
      aria-posinset={index + 1}
      data-index={index}
      style={{ transform: `translateY(${offset}px)` }}
      className={clsx(
        'group absolute inset-x-0 top-0 grid h-16 grid-cols-[minmax(0,1fr)_330px_104px_28px] items-center gap-4 pr-3 pl-4 transition-colors hover:bg-hover max-[1120px]:grid-cols-[minmax(0,1fr)_270px_92px_28px]',
        index > 0 && 'border-t border-line',
        index === 0 && 'rounded-t-[11px]',
        index === amount - 1 && 'rounded-b-[11px]',
      )}
    >
      <div className="min-w-0">
        <Link
          href={`/lecture/${view.id}`}
          title={view.title}
          onKeyDown={onWalk}
          className="block truncate text-reading font-semibold tracking-[-0.01em] after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-[11px] focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {view.title}
        </Link>
        <p className="tabular truncate text-small text-secondary">{lectureLine(view, presets)}</p>
      </div>
      <Now view={view} />
      <p className="tabular text-right text-small text-secondary">{costWords(view)}</p>
      <div className="relative -ml-1.5">
        <LectureMenu view={view} canOpen />
      </div>
    </li>
  );
});

function Now({ view }: { view: LectureView }): ReactElement {
  const story = lectureStory(view);
  const jobId = tellingStage(view.stages)?.jobId ?? null;
  return (
    <div className="flex min-w-0 flex-col gap-1 text-small">
      <div className="flex min-h-7 items-center justify-between gap-3">
        <StoryLine story={story} />
        {story.secondsLeft === null ? null : (
          <span className="tabular shrink-0 text-secondary">{timeLeft(story.secondsLeft)}</span>
        )}
        {story.remedy === null ? null : (
          <span className="relative shrink-0">
            <RemedyButton remedy={story.remedy} tone={story.tone} context={{ lectureId: view.id, jobId }} />
          </span>
        )}
      </div>
      <StageBars view={view} />
    </div>
  );
}
