import clsx from 'clsx';
import { memo, type KeyboardEvent, type ReactElement } from 'react';

import type { Gap } from '../../../../preload/contract/transcript.ts';
import { runCommand } from '../../../parts/run-command.ts';
import { Button } from '../../../ui/button.tsx';
import { segmentFlagWords } from '../../../words/names.ts';
import { clock, duration } from '../../../words/times.ts';
import { usePlayback } from '../playback/playback-context.ts';
import type { TranscriptRow } from './transcript-rows.ts';

interface SentenceRowProps {
  readonly row: Extract<TranscriptRow, { kind: 'sentence' }>;
  readonly isCurrent: boolean;
  /** True for the one row that Tab leads to. */
  readonly isReachable: boolean;
  readonly query: string;
  readonly isHit: boolean;
  readonly index: number;
  readonly onSeek: (index: number) => void;
  /** Takes the keys pressed on the sentence: the arrow keys walk through the transcript. */
  readonly onWalk: (event: KeyboardEvent, index: number) => void;
}

/** One sentence with its time; a click or Enter plays from there. */
export const SentenceRow = memo(function SentenceRow(props: SentenceRowProps): ReactElement {
  const { row, isCurrent, isReachable, query, isHit, index, onSeek, onWalk } = props;
  const playback = usePlayback();
  const remarks = row.segment.flags.map((flag) => segmentFlagWords[flag]).filter((words) => words !== null);
  return (
    <button
      type="button"
      tabIndex={isReachable ? 0 : -1}
      data-space="plays"
      data-marked={isCurrent}
      aria-current={isCurrent ? 'true' : undefined}
      onClick={() => {
        playback.seek(row.start);
        onSeek(index);
      }}
      onKeyDown={(event) => onWalk(event, index)}
      onKeyUp={(event) => (event.key === ' ' ? event.preventDefault() : undefined)}
      className={clsx(
        'grid w-full grid-cols-[62px_minmax(0,1fr)] px-4 py-[7px] text-left text-reading -outline-offset-2 select-text',
        isCurrent ? 'bg-marked' : 'hover:bg-hover',
        isHit && 'outline-2 outline-accent',
      )}
    >
      <span className="tabular text-base leading-[22px] text-tertiary">{clock(row.start)}</span>
      <span className="max-w-[70ch]">
        {row.speaker === null ? null : (
          <span className="block text-small font-semibold text-secondary">{row.speaker}</span>
        )}
        <Marked text={row.segment.text} query={query} />
        {remarks.map((words) => (
          <span key={words} className="block text-small text-waiting">
            {words}
          </span>
        ))}
      </span>
    </button>
  );
});

interface GapRowProps {
  readonly gap: Gap;
  readonly lectureId: string;
  readonly canRedo: boolean;
}

/** A stretch that could not be transcribed, said where it is missing, with the button that tries it again. */
export function GapRow({ gap, lectureId, canRedo }: GapRowProps): ReactElement {
  return (
    <div className="grid grid-cols-[62px_minmax(0,1fr)_auto] items-center bg-waiting-soft px-4 py-2 text-reading text-waiting">
      <span className="tabular text-base">{clock(gap.start)}</span>
      <span>{duration(gap.end - gap.start)} missing here.</span>
      {canRedo ? (
        <Button size="small" tone="waiting" onClick={() => void runCommand('redo-gaps', { lectureId })}>
          Redo
        </Button>
      ) : null}
    </div>
  );
}

/** The text with every place that was searched for marked. */
function Marked({ text, query }: { text: string; query: string }): ReactElement {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === '') return <>{text}</>;
  const pieces: ReactElement[] = [];
  const lower = text.toLocaleLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    const end = at + wanted.length;
    pieces.push(<span key={`text-${from}`}>{text.slice(from, at)}</span>);
    pieces.push(
      <mark key={`mark-${at}`} className="rounded-[3px] bg-accent-soft text-accent">
        {text.slice(at, end)}
      </mark>,
    );
    from = end;
  }
  pieces.push(<span key="rest">{text.slice(from)}</span>);
  return <>{pieces}</>;
}
