/** A stretch of a recording, in seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Silence shorter than this is a pause for breath; skipping it would make speech breathless. Seconds. */
const SHORTEST_SKIP = 1.2;
/** What is kept of a silence before speech begins again, so that no first sound is lost. Seconds. */
const LEAD_IN = 0.25;

/**
 * Where to go on when `time` lies in a silence worth skipping; null while someone speaks, in a short pause, and after
 * the last word. `speech` is in order and does not overlap.
 */
export function silenceEnd(speech: readonly Stretch[], time: number): number | null {
  const next = firstEndingAfter(speech, time);
  const coming = speech[next];
  if (coming === undefined || coming.start <= time) return null;
  const silenceStart = speech[next - 1]?.end ?? 0;
  const target = coming.start - LEAD_IN;
  return coming.start - silenceStart < SHORTEST_SKIP || target <= time ? null : target;
}

function firstEndingAfter(stretches: readonly Stretch[], time: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.end ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
