import { memo, type ReactElement } from 'react';
import { Link } from 'wouter';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { LectureMenu } from '../../parts/lecture-menu.tsx';
import { RemedyButton } from '../../parts/remedy-button.tsx';
import { StageBars } from '../../parts/stage-bars.tsx';
import { StoryLine } from '../../parts/story-line.tsx';
import { tellingStage } from '../../words/lecture-words.ts';
import { stageStory } from '../../words/stage-words.ts';
import { timeLeft } from '../../words/times.ts';

/** A lecture with what its work is doing, and the button if it needs the person. */
export const ActivityRow = memo(function ActivityRow({ view }: { view: LectureView }): ReactElement | null {
  const stage = tellingStage(view.stages);
  if (stage === null) return null;
  const story = stageStory(stage);
  return (
    <li className="grid min-h-[52px] grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_120px_28px] items-center gap-4 py-2 pr-3 pl-4">
      <Link
        href={`/lecture/${view.id}`}
        title={view.title}
        className="truncate font-semibold hover:underline"
      >
        {view.title}
      </Link>
      <div className="flex min-w-0 items-center justify-between gap-3 text-small">
        <StoryLine story={story} />
        {story.secondsLeft === null ? null : (
          <span className="tabular shrink-0 text-secondary">{timeLeft(story.secondsLeft)}</span>
        )}
        {story.remedy === null ? null : (
          <RemedyButton
            remedy={story.remedy}
            tone={story.tone}
            context={{ lectureId: view.id, jobId: stage.jobId }}
          />
        )}
      </div>
      <StageBars view={view} />
      <LectureMenu view={view} canOpen />
    </li>
  );
});
