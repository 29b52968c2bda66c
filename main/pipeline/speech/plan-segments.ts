import { type CutCandidate, findCutCandidates } from './cut-candidates.ts';
import { SAMPLE_RATE } from './speech-features.ts';
import { type SpeechMap, speechWithin, type TimeSpan } from './speech-map.ts';

/** A piece of a recording that is sent in one request. Offsets are samples at 16 kHz. */
export interface SegmentSpan {
  readonly startSample: number;
  /** The sample after the last one. */
  readonly endSample: number;
  /** Speech inside, in milliseconds; what coverage is counted in. */
  readonly speechMs: number;
}

/** A segment of the plan. */
export interface PlannedSegment extends SegmentSpan {
  /** Position in the plan, from 0. */
  readonly index: number;
}

/** How large a segment may be. */
export interface SegmentLimits {
  /** Longest segment wanted: 30 s for a model that returns no times, so that starts stay known. */
  readonly maxDurationMs: number;
  /** Longest request the model takes; `null` when it states none. */
  readonly modelCapMs: number | null;
  /** Largest request the server takes; `null` when it states none. */
  readonly maxBytes: number | null;
  /** Size of a second of the format sent: see `BYTES_PER_SECOND`. */
  readonly bytesPerSecond: number;
}

/** Size of a second of encoded speech: MP3 at 32 kbit/s; WAV; FLAC at worst, which is as large as WAV and its frames. */
export const BYTES_PER_SECOND = { mp3: 4000, wav: 32_000, flac: 32_500 } as const;

/** Encoders add up to a tenth of a second, and the request its envelope: both caps are kept with 5 % to spare. */
const HEADROOM = 0.95;

/** A segment costs this much: fewer are better, but not at the price of a worse cut. */
const SEGMENT_COST = 1;

/** A piece shorter than this gives a model too little context… */
const SHORT_MS = 3000;
/** …which is as bad as this many more segments. */
const SHORT_COST = 3;

/** Shortest limit that can be kept: forced cuts are at most two seconds apart. */
const LEAST_MAX_MS = 2000;

/**
 * Divides what is worth sending into segments that tile each region exactly. Among all plans within the limits the one
 * with the best cuts is taken (dynamic programming), so seams fall into sentence pauses wherever there are any.
 * Pure and deterministic. A recording without speech gives an empty plan.
 */
export function planSegments(map: SpeechMap, limits: SegmentLimits): PlannedSegment[] {
  const longestMs = longestSegmentMs(limits);
  return map.regions
    .flatMap((region) => cutRegion(map, region, longestMs))
    .map((span, index) => ({ index, ...toSamples(map, span) }));
}

/** The longest segment all limits allow, in milliseconds. Throws a RangeError when that is under two seconds. */
export function longestSegmentMs(limits: SegmentLimits): number {
  const byModel = limits.modelCapMs === null ? Infinity : limits.modelCapMs * HEADROOM;
  const byBytes =
    limits.maxBytes === null ? Infinity : (limits.maxBytes * HEADROOM * 1000) / limits.bytesPerSecond;
  const longestMs = Math.floor(Math.min(limits.maxDurationMs, byModel, byBytes));
  if (longestMs < LEAST_MAX_MS)
    throw new RangeError(`A segment of at most ${longestMs} ms is too short to cut.`);
  return longestMs;
}

/** A time span as samples, never past the end of the sound. */
export function toSamples(map: SpeechMap, span: TimeSpan): SegmentSpan {
  const perMs = SAMPLE_RATE / 1000;
  return {
    startSample: Math.min(map.totalSamples, Math.round(span.startMs * perMs)),
    endSample: Math.min(map.totalSamples, Math.round(span.endMs * perMs)),
    speechMs: speechWithin(map, span),
  };
}

function cutRegion(map: SpeechMap, region: TimeSpan, longestMs: number): TimeSpan[] {
  if (region.endMs - region.startMs <= longestMs) return [region];
  const places = [
    { atMs: region.startMs, cost: 0 },
    ...findCutCandidates(map, region),
    { atMs: region.endMs, cost: 0 },
  ];
  const chosen = cheapestCuts(places, longestMs);
  return chosen.slice(1).map((endMs, index) => ({ startMs: chosen[index] ?? region.startMs, endMs }));
}

/** The cheapest way found to a place, and the place it came from. */
interface Reached {
  readonly total: number;
  readonly from: number;
}

/** The cheapest chain of places from the first to the last with no step over `longestMs`. */
function cheapestCuts(places: readonly CutCandidate[], longestMs: number): number[] {
  const reached: Reached[] = [];
  for (let here = 0; here < places.length; here += 1)
    reached.push(cheapestWay(places, here, longestMs, reached));
  const chain: number[] = [];
  for (let here = places.length - 1; here >= 0; here = reached[here]?.from ?? -1) {
    chain.push(places[here]?.atMs ?? 0);
  }
  return chain.toReversed();
}

function cheapestWay(
  places: readonly CutCandidate[],
  here: number,
  longestMs: number,
  reached: readonly Reached[],
): Reached {
  const { atMs, cost } = places[here] ?? { atMs: 0, cost: 0 };
  let least = here === 0 ? 0 : Infinity;
  let bestFrom = -1;
  for (let from = here - 1; from >= 0; from -= 1) {
    const lengthMs = atMs - (places[from]?.atMs ?? 0);
    if (lengthMs > longestMs) break;
    const total = (reached[from]?.total ?? Infinity) + cost + segmentCost(lengthMs);
    if (total >= least) continue;
    least = total;
    bestFrom = from;
  }
  return { total: least, from: bestFrom };
}

function segmentCost(lengthMs: number): number {
  return lengthMs < SHORT_MS ? SEGMENT_COST + SHORT_COST : SEGMENT_COST;
}
