import { momentAfter, type SpeechTimeline } from './speech-timeline.ts';
import type { TimeSpan } from './speech-map.ts';

/** A place where one sentence may end and the next begin. */
interface Boundary {
  readonly endMs: number;
  readonly startMs: number;
  /** Speech before it. */
  readonly speechMs: number;
  readonly pauseMs: number;
}

interface Places {
  readonly boundaries: readonly Boundary[];
  /** See `innerPauseSums`. */
  readonly innerCosts: Float64Array;
}

/** A share of the text that ends this near to a pause ends in it. */
const SAME_PLACE_MS = 40;

/** A pause of this length is as good as any to end a sentence in; shorter ones get worse towards nothing. */
const SENTENCE_PAUSE_MS = 400;
const NO_PAUSE_COST = 6;

/** A long pause inside a sentence is this bad at most; speakers do stop to think. */
const INNER_PAUSE_COST = 3;

/** How far the length of a sentence may be off before it counts: a fifth of it and a fixed part. */
const LENGTH_TOLERANCE = 0.2;
const LENGTH_TOLERANCE_MS = 250;

/** Nobody ends more sentences in a second. Aligning takes time with the cube of their number, and a model may write anything. */
const MOST_TEXTS_PER_SECOND = 4;

/** How far a boundary may lie from where its share of the text would put it. */
const REACH_SHARE = 0.2;
const REACH_MS = 10_000;

/**
 * Places texts of known spoken lengths along a timeline, one after the other, so that their ends fall into long pauses
 * and their shares of the speech match their shares of the text (dynamic programming over the pauses). Of more texts than can be said,
 * each gets its share of the time.
 *
 * @param lengths spoken length of each text; only ratios count
 * @returns one span for each, in order, without overlap
 */
export function alignSentences(lengths: readonly number[], timeline: SpeechTimeline): TimeSpan[] {
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const expected = lengths.map((length) => (timeline.totalMs * length) / whole);
  const couldBeSaid = lengths.length <= 1 + (timeline.totalMs / 1_000) * MOST_TEXTS_PER_SECOND;
  const aligned = couldBeSaid ? cheapestBoundaries(expected, listBoundaries(expected, timeline)) : undefined;
  const chosen = aligned ?? evenBoundaries(expected, timeline);
  let startMs = timeline.runs[0]?.startMs ?? timeline.span.startMs;
  return chosen.map((boundary) => {
    const span = { startMs, endMs: Math.max(startMs, boundary.endMs) };
    startMs = Math.max(startMs, boundary.startMs);
    return span;
  });
}

/** Both bounds, all pauses, and where each text would end by its share, unless a pause is right there. */
function listBoundaries(expected: readonly number[], timeline: SpeechTimeline): Boundary[] {
  const { runs, totalMs } = timeline;
  const boundaries: Boundary[] = [];
  let speechMs = 0;
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]?.endMs ?? run.startMs;
    boundaries.push({ endMs: before, startMs: run.startMs, speechMs, pauseMs: run.startMs - before });
    speechMs += run.endMs - run.startMs;
  }
  const endMs = runs.at(-1)?.endMs ?? 0;
  boundaries.push({ endMs, startMs: endMs, speechMs: totalMs, pauseMs: 0 });
  const shares = evenBoundaries(expected, timeline)
    .slice(0, -1)
    .filter((share) =>
      boundaries.every((pause) => Math.abs(pause.speechMs - share.speechMs) > SAME_PLACE_MS),
    );
  return [...boundaries, ...shares].toSorted((one, other) => one.speechMs - other.speechMs);
}

/** The end of each text if all were spoken at the same pace. */
function evenBoundaries(expected: readonly number[], timeline: SpeechTimeline): Boundary[] {
  let speechMs = 0;
  return expected.map((lengthMs) => {
    speechMs += lengthMs;
    const moment = momentAfter(timeline, speechMs);
    return { endMs: moment, startMs: moment, speechMs, pauseMs: 0 };
  });
}

/**
 * The boundaries that end text 0, 1, …; the last one is the end of the timeline.
 * `undefined` when there are fewer places than texts.
 */
function cheapestBoundaries(
  expected: readonly number[],
  boundaries: readonly Boundary[],
): Boundary[] | undefined {
  const places = { boundaries, innerCosts: innerPauseSums(boundaries) };
  const totalMs = boundaries.at(-1)?.speechMs ?? 0;
  const reachMs = Math.max(REACH_MS, REACH_SHARE * totalMs);
  const cameFrom: Int32Array[] = [];
  let costs = new Float64Array(boundaries.length).fill(Infinity);
  costs[0] = 0;
  let shareMs = 0;
  for (const [index, lengthMs] of expected.entries()) {
    shareMs += lengthMs;
    const isLast = index === expected.length - 1;
    const firstEnd = isLast ? boundaries.length - 1 : 1;
    const next = new Float64Array(boundaries.length).fill(Infinity);
    const origins = new Int32Array(boundaries.length).fill(-1);
    for (let here = firstEnd; here < boundaries.length; here += 1) {
      if (Math.abs((boundaries[here]?.speechMs ?? 0) - shareMs) > reachMs) continue;
      const best = cheapestStart(places, here, lengthMs, costs);
      next[here] = best.cost + (isLast ? 0 : endCost(boundaries[here]));
      origins[here] = best.from;
    }
    cameFrom.push(origins);
    costs = next;
  }
  return Number.isFinite(costs.at(-1)) ? traceBack(boundaries, cameFrom) : undefined;
}

/** Where a text that ends at boundary `end` had best begin, given what everything before costs. */
function cheapestStart(
  { boundaries, innerCosts }: Places,
  end: number,
  lengthMs: number,
  costs: Float64Array,
): { readonly from: number; readonly cost: number } {
  const endSpeechMs = boundaries[end]?.speechMs ?? 0;
  let from = -1;
  let cost = Infinity;
  for (let before = end - 1; before >= 0; before -= 1) {
    const spokenMs = endSpeechMs - (boundaries[before]?.speechMs ?? 0);
    if (spokenMs > 4 * lengthMs + REACH_MS) break;
    const inner = (innerCosts[end] ?? 0) - (innerCosts[before + 1] ?? 0);
    const total = (costs[before] ?? Infinity) + lengthCost(spokenMs, lengthMs) + inner;
    if (total >= cost) continue;
    cost = total;
    from = before;
  }
  return { from, cost };
}

function endCost(boundary: Boundary | undefined): number {
  return NO_PAUSE_COST * Math.max(0, 1 - (boundary?.pauseMs ?? 0) / SENTENCE_PAUSE_MS) ** 2;
}

function lengthCost(spokenMs: number, expectedMs: number): number {
  return ((spokenMs - expectedMs) / (LENGTH_TOLERANCE * expectedMs + LENGTH_TOLERANCE_MS)) ** 2;
}

/** Entry n is the cost of the long pauses at the boundaries before n, so differences give the cost between two. */
function innerPauseSums(boundaries: readonly Boundary[]): Float64Array {
  const sums = new Float64Array(boundaries.length + 1);
  for (const [index, { pauseMs }] of boundaries.entries()) {
    const excess = Math.max(0, Math.min(1, pauseMs / SENTENCE_PAUSE_MS - 0.75));
    sums[index + 1] = (sums[index] ?? 0) + INNER_PAUSE_COST * excess;
  }
  return sums;
}

function traceBack(boundaries: readonly Boundary[], cameFrom: readonly Int32Array[]): Boundary[] {
  const chosen: Boundary[] = [];
  let here = boundaries.length - 1;
  for (const origins of cameFrom.toReversed()) {
    const boundary = boundaries[here];
    if (boundary !== undefined) chosen.unshift(boundary);
    here = Math.max(0, origins[here] ?? 0);
  }
  return chosen;
}
