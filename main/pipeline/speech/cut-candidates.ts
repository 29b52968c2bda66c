import { findPauses, quietestFrame } from './pauses.ts';
import { FRAME_MS } from './speech-features.ts';
import type { SpeechMap, TimeSpan } from './speech-map.ts';

/** A place where a recording may be cut. */
export interface CutCandidate {
  /** A frame boundary, in milliseconds. */
  readonly atMs: number;
  /** How bad it is to cut here: 0 in a long pause, `FORCED_COST` where nobody pauses. */
  readonly cost: number;
}

/** Shortest quiet stretch that counts as a pause. Shorter ones are stops inside words ("t", "p"). */
const LEAST_PAUSE_MS = 60;

/** Pauses of this length nearly always end a sentence; longer ones are no better. */
const LONG_PAUSE_MS = 700;

/** A cut in the shortest pause is as bad as this many extra segments… */
const SHORT_PAUSE_COST = 20;

/** …and one without any pause as this many: only when someone speaks on and on without a breath. */
const FORCED_COST = 60;

/** In every stretch of this length there is at least one place to cut, whatever is heard. */
const FORCED_STEP_MS = 1000;

/** All places inside a span where a cut is possible, in order, bounds left out. */
export function findCutCandidates(map: SpeechMap, span: TimeSpan): CutCandidate[] {
  const inPauses = findPauses(map, span, LEAST_PAUSE_MS).map((pause) => candidateIn(map, pause));
  const forced: CutCandidate[] = [];
  for (let startMs = span.startMs; startMs < span.endMs; startMs += FORCED_STEP_MS) {
    const endMs = Math.min(span.endMs, startMs + FORCED_STEP_MS);
    const frame = quietestFrame(map.level, Math.ceil(startMs / FRAME_MS), Math.ceil(endMs / FRAME_MS));
    forced.push({ atMs: frame * FRAME_MS, cost: FORCED_COST });
  }
  return [...inPauses, ...forced]
    .filter(({ atMs }) => atMs > span.startMs && atMs < span.endMs)
    .toSorted((one, other) => one.atMs - other.atMs || one.cost - other.cost)
    .filter((candidate, index, all) => candidate.atMs !== all[index - 1]?.atMs);
}

/** The middle of a pause is the safest place in it; in a very short one it is where it is quietest. */
function candidateIn(map: SpeechMap, pause: TimeSpan): CutCandidate {
  const middle = (pause.startMs + pause.endMs) / 2 / FRAME_MS;
  const lengthMs = pause.endMs - pause.startMs;
  const frame = lengthMs < 200 ? quietestFrame(map.level, ...framesOf(pause)) : Math.round(middle);
  return { atMs: frame * FRAME_MS, cost: costOfPause(lengthMs) };
}

function costOfPause(lengthMs: number): number {
  const shortness = Math.max(0, 1 - (lengthMs - LEAST_PAUSE_MS) / (LONG_PAUSE_MS - LEAST_PAUSE_MS));
  return SHORT_PAUSE_COST * shortness ** 2;
}

function framesOf(span: TimeSpan): [number, number] {
  return [Math.round(span.startMs / FRAME_MS), Math.round(span.endMs / FRAME_MS)];
}
