import type { Segment, TranscriptVersion } from '../rows-port.ts';
import { columnsOf, cueTexts } from './cue-text.ts';
import { nothingToExport } from './export-failures.ts';

/** What stands on screen for a while. Times in milliseconds; cues never overlap and never go back. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
  readonly speaker: string | null;
}

/** Fastest comfortable reading: 20 characters a second (Netflix timed text style guide, adult programmes). */
const MOST_COLUMNS_PER_SECOND = 20;

/** A cue that is shorter cannot be read; where there is room it stays this long. */
const LEAST_CUE_MS = 1_000;

/** The least a cue lasts where there is no room at all. */
const SHORTEST_CUE_MS = 40;

/**
 * Subtitles of a transcript: sentences cut to two lines of 42 columns, each shown as long as it takes to read where the pause
 * after it allows; a gap in the transcript is said. Throws `EXPORT_EMPTY` when there is no transcript with times.
 */
export function cuesOf(transcript: TranscriptVersion | null): readonly Cue[] {
  if (transcript === null || transcript.segments.length === 0) throw nothingToExport('transcript');
  if (transcript.segments.every(({ endMs }) => endMs === 0)) throw nothingToExport('transcript with times');
  const gaps = transcript.gaps.map((gap) => ({ ...gap, lines: ['[Not transcribed]'], speaker: null }));
  const cues = [...transcript.segments.flatMap(cuesOfSegment), ...gaps];
  return readable(cues.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs));
}

/** A sentence's time is shared out by length. */
function cuesOfSegment({ startMs, endMs, text, speaker }: Segment): readonly Cue[] {
  const texts = cueTexts(text);
  const lengths = texts.map((lines) => columnsOf(lines.join('')));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let before = 0;
  return texts.map((lines, index): Cue => {
    const from = startMs + Math.round(((endMs - startMs) * before) / total);
    before += lengths[index] ?? 0;
    const to = startMs + Math.round(((endMs - startMs) * before) / total);
    return { startMs: from, endMs: to, lines, speaker: speaker ?? null };
  });
}

/** Puts cues one after the other and lets each stay until it is read or the next begins. */
function readable(cues: readonly Cue[]): readonly Cue[] {
  const placed: Cue[] = [];
  for (const [index, cue] of cues.entries()) {
    const startMs = Math.max(cue.startMs, placed.at(-1)?.endMs ?? 0);
    const next = cues[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    const readingMs = Math.max(
      LEAST_CUE_MS,
      Math.ceil(columnsOf(cue.lines.join('')) * (1000 / MOST_COLUMNS_PER_SECOND)),
    );
    const wanted = Math.max(cue.endMs, Math.min(startMs + readingMs, next));
    const endMs = Math.max(Math.min(wanted, Math.max(next, cue.startMs + 1)), startMs + SHORTEST_CUE_MS);
    placed.push({ ...cue, startMs, endMs });
  }
  return placed;
}
