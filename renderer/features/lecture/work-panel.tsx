import { Check } from 'lucide-react';
import type { ReactElement } from 'react';

import type { LectureView, StageView } from '../../../preload/contract/lecture.ts';
import { runCommand } from '../../parts/run-command.ts';
import { RemedyButton } from '../../parts/remedy-button.tsx';
import { StoryLine } from '../../parts/story-line.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { tellingStage } from '../../words/lecture-words.ts';
import { stageNames } from '../../words/names.ts';
import { shareOf, stageStory } from '../../words/stage-words.ts';
import { timeLeft } from '../../words/times.ts';

/** How each stage stands while there is work or trouble; nothing once all is done. */
export function WorkPanel({ view }: { view: LectureView }): ReactElement | null {
  if (tellingStage(view.stages) === null) return null;
  return (
    <Panel label="Progress" className="shrink-0 px-4 py-3">
      <ol className="grid grid-cols-4 gap-4">
        {view.stages.map((stage) => (
          <StageEntry key={stage.stage} stage={stage} />
        ))}
      </ol>
      <Trouble view={view} />
    </Panel>
  );
}

function StageEntry({ stage }: { stage: StageView }): ReactElement {
  const story = stageStory(stage);
  const isDone = stage.status === 'completed';
  const isTrouble = story.tone === 'waiting' || story.tone === 'needs';
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <span className="flex items-center gap-1.5 font-semibold">
          {isDone ? <Check aria-hidden size={14} className="text-ready" /> : null}
          {stageNames[stage.stage]}
        </span>
        <span className="tabular text-small text-secondary">
          {story.secondsLeft === null ? '' : timeLeft(story.secondsLeft)}
        </span>
      </div>
      <ProgressBar
        share={shareOf(stage)}
        tone={story.tone}
        {...(isDone ? {} : { label: stageNames[stage.stage] })}
      />
      <p className="tabular truncate text-small text-secondary">
        {isTrouble ? troubleWord(stage) : story.sentence}
      </p>
    </li>
  );
}

/** The full sentence stands below, with its button. */
function troubleWord(stage: StageView): string {
  if (stage.status === 'failed') return 'Failed';
  return stage.status === 'cancelled' ? 'Cancelled' : 'Waiting';
}

function Trouble({ view }: { view: LectureView }): ReactElement | null {
  const stage = tellingStage(view.stages);
  if (stage === null) return null;
  const story = stageStory(stage);
  if (story.tone !== 'waiting' && story.tone !== 'needs') return null;
  return (
    <div className="mt-3 flex items-center gap-4 border-t border-line pt-3">
      <div className="min-w-0 flex-1">
        <StoryLine story={story} />
      </div>
      {story.hold === 'needs-user' ? (
        // Once the person has done what it takes elsewhere, nothing else would tell that work can go on.
        <Button size="small" onClick={() => void runCommand('try-now', { lectureId: view.id })}>
          Try now
        </Button>
      ) : null}
      {story.remedy === null ? null : (
        <RemedyButton
          remedy={story.remedy}
          tone={story.tone}
          context={{ lectureId: view.id, jobId: stage.jobId }}
        />
      )}
    </div>
  );
}
