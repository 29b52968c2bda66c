import type { ReactElement } from 'react';

import type { LectureView, StageView } from '../../preload/contract/lecture.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { barsWords } from '../words/lecture-words.ts';
import { shareOf, stageStory, type Tone } from '../words/stage-words.ts';

/** The four stages of a lecture as four thin bars; in words for a screen reader. */
export function StageBars({ view }: { view: LectureView }): ReactElement {
  return (
    <div role="img" aria-label={barsWords(view)} className="grid grid-cols-4 gap-[3px]">
      {view.stages.map((stage) => {
        const { share, tone } = barOf(view, stage);
        return <ProgressBar key={stage.stage} share={share} tone={tone} />;
      })}
    </div>
  );
}

/** A finished transcription with gaps is drawn short of full, in the colour of "incomplete". */
function barOf(view: LectureView, stage: StageView): { share: number; tone: Tone } {
  const hasGaps = stage.stage === 'transcription' && stage.status === 'completed' && view.missingSeconds > 0;
  if (hasGaps) {
    const missing = view.missingSeconds / (view.durationSeconds ?? view.missingSeconds);
    return { share: 1 - Math.max(0.03, missing), tone: 'waiting' };
  }
  const { tone } = stageStory(stage);
  if (stage.status === 'skipped') return { share: 1, tone: 'ready' };
  if (stage.status === 'failed') return { share: Math.max(0.06, shareOf(stage)), tone };
  return { share: shareOf(stage), tone };
}
