import type { ReactElement } from 'react';

import type { TranscriptSegment } from '../../../../preload/contract/transcript.ts';
import { Hint } from '../../../ui/icon-button.tsx';
import { clock } from '../../../words/times.ts';
import { usePlayback } from '../playback/playback-context.ts';
import { useSources } from './sources.ts';

interface CitationsProps {
  readonly citations: readonly string[];
  readonly grounded: boolean;
}

/** The chips that play where something was said; or the remark that no such place was found. */
export function Citations({ citations, grounded }: CitationsProps): ReactElement {
  const sources = useSources(citations);
  if (!grounded || sources.length === 0) {
    return (
      <span className="ml-1 inline-block rounded-full bg-waiting-soft px-2 py-px text-chip font-medium whitespace-nowrap text-waiting">
        no source found
      </span>
    );
  }
  return (
    <span className="inline">
      {sources.map((segment) => (
        <Chip key={segment.id} segment={segment} />
      ))}
    </span>
  );
}

/** Plays one source; its passage stands in the tooltip, because a time alone proves nothing. */
function Chip({ segment }: { segment: TranscriptSegment }): ReactElement {
  const { playFrom } = usePlayback();
  return (
    <Hint label={segment.text}>
      <button
        type="button"
        aria-label={`Hear the source at ${clock(segment.start)}`}
        onClick={() => playFrom(segment.start)}
        className="tabular relative ml-1 inline-flex items-center gap-1 rounded-chip bg-accent-soft px-1.5 align-baseline text-chip whitespace-nowrap text-accent transition-colors after:absolute after:-inset-x-0.5 after:-inset-y-1.5 hover:bg-accent hover:text-on-accent"
      >
        <span aria-hidden className="text-[8px]">
          ▶
        </span>
        {clock(segment.start)}
      </button>
    </Hint>
  );
}
