import { findCutCandidates } from './cut-candidates.ts';
import { type SegmentSpan, toSamples } from './plan-segments.ts';
import { FRAME_SAMPLES, SAMPLE_RATE } from './speech-features.ts';
import type { SpeechMap } from './speech-map.ts';

/** A cut at the very edge of the middle part is as bad as this much cost; see `findCutCandidates`. */
const OFF_CENTRE_COST = 10;

/**
 * Divides a segment that a server refused as too long or too large into two children that tile it exactly, cut in the
 * best pause of its middle half.
 * @returns the segment alone when it is shorter than half a second and cannot be divided
 */
export function splitSegment(segment: SegmentSpan, map: SpeechMap): readonly SegmentSpan[] {
  const { startSample, endSample } = segment;
  if (endSample - startSample < SAMPLE_RATE / 2) return [segment];
  const perMs = SAMPLE_RATE / 1000;
  const startMs = startSample / perMs;
  const endMs = endSample / perMs;
  const quarterMs = (endMs - startMs) / 4;
  const middleMs = startMs + 2 * quarterMs;
  const best = findCutCandidates(map, { startMs: startMs + quarterMs, endMs: endMs - quarterMs })
    .map(({ atMs, cost }) => ({
      atMs,
      total: cost + OFF_CENTRE_COST * (Math.abs(atMs - middleMs) / quarterMs),
    }))
    .reduce((one, other) => (other.total < one.total ? other : one), { atMs: middleMs, total: Infinity });
  const cutSample = Math.round((best.atMs * perMs) / FRAME_SAMPLES) * FRAME_SAMPLES;
  return [
    { ...toSamples(map, { startMs, endMs: cutSample / perMs }), startSample, endSample: cutSample },
    { ...toSamples(map, { startMs: cutSample / perMs, endMs }), startSample: cutSample, endSample },
  ];
}
