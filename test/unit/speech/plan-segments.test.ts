import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  BYTES_PER_SECOND,
  longestSegmentMs,
  type PlannedSegment,
  planSegments,
  type SegmentLimits,
} from '../../../main/pipeline/speech/plan-segments.ts';
import { speechWithin } from '../../../main/pipeline/speech/speech-map.ts';
import { splitSegment } from '../../../main/pipeline/speech/split-segment.ts';
import { mapOfRuns, speechMaps } from '../../support/audio/speech-maps.ts';

const THIRTY_SECONDS: SegmentLimits = {
  maxDurationMs: 30_000,
  modelCapMs: null,
  maxBytes: 25_000_000,
  bytesPerSecond: BYTES_PER_SECOND.mp3,
};
const SAMPLES_PER_MS = 16;

const someLimits: fc.Arbitrary<SegmentLimits> = fc.record({
  maxDurationMs: fc.integer({ min: 5000, max: 600_000 }),
  modelCapMs: fc.option(fc.integer({ min: 3000, max: 1_400_000 })),
  maxBytes: fc.option(fc.integer({ min: 100_000, max: 25_000_000 })),
  bytesPerSecond: fc.constantFrom(BYTES_PER_SECOND.mp3, BYTES_PER_SECOND.wav, BYTES_PER_SECOND.flac),
});

function durationMs(segment: { startSample: number; endSample: number }): number {
  return (segment.endSample - segment.startSample) / SAMPLES_PER_MS;
}

/** Joins segments that touch. */
function covered(segments: readonly PlannedSegment[]): { startMs: number; endMs: number }[] {
  const spans: { startMs: number; endMs: number }[] = [];
  for (const { startSample, endSample } of segments) {
    const last = spans.at(-1);
    if (last?.endMs === startSample / SAMPLES_PER_MS) last.endMs = endSample / SAMPLES_PER_MS;
    else spans.push({ startMs: startSample / SAMPLES_PER_MS, endMs: endSample / SAMPLES_PER_MS });
  }
  return spans;
}

describe('the segment plan', () => {
  it('tiles everything worth sending, in order, without overlap', () => {
    fc.assert(
      fc.property(speechMaps, someLimits, (map, limits) => {
        const plan = planSegments(map, limits);

        expect(covered(plan)).toEqual(map.regions.map(({ startMs, endMs }) => ({ startMs, endMs })));
        expect(plan.map((segment) => segment.index)).toEqual(plan.map((_, index) => index));
      }),
    );
  });

  it('keeps every segment within duration, model cap and bytes, with headroom', () => {
    fc.assert(
      fc.property(speechMaps, someLimits, (map, limits) => {
        for (const segment of planSegments(map, limits)) {
          expect(durationMs(segment)).toBeGreaterThan(0);
          expect(durationMs(segment)).toBeLessThanOrEqual(limits.maxDurationMs);
          expect(durationMs(segment)).toBeLessThan(limits.modelCapMs ?? Infinity);
          expect((durationMs(segment) / 1000) * limits.bytesPerSecond).toBeLessThan(
            limits.maxBytes ?? Infinity,
          );
        }
      }),
    );
  });

  it('counts all speech once', () => {
    fc.assert(
      fc.property(speechMaps, (map) => {
        const planned = planSegments(map, THIRTY_SECONDS).reduce((sum, segment) => sum + segment.speechMs, 0);

        expect(planned).toBe(speechWithin(map, { startMs: 0, endMs: map.level.length * 20 }));
      }),
    );
  });

  it('gives the same plan for the same map', () => {
    fc.assert(
      fc.property(speechMaps, someLimits, (map, limits) => {
        expect(planSegments(map, limits)).toEqual(planSegments(structuredClone(map), limits));
      }),
    );
  });

  it('cuts in a long pause rather than in a short one nearer to the limit', () => {
    const map = mapOfRuns([20_000, 700, 6000, 150, 6000]);

    const [first] = planSegments(map, THIRTY_SECONDS);

    const cutMs = (first?.endSample ?? 0) / SAMPLES_PER_MS;
    expect(cutMs).toBeGreaterThan(20_000);
    expect(cutMs).toBeLessThan(20_700);
  });

  it('leaves long silence out', () => {
    const map = mapOfRuns([5000, 20_000, 5000]);

    const plan = planSegments(map, THIRTY_SECONDS);

    expect(plan).toHaveLength(2);
    expect(durationMs(plan[0] ?? { startSample: 0, endSample: 0 })).toBeLessThan(6000);
  });

  it('is empty for a recording without speech', () => {
    expect(planSegments(mapOfRuns([0, 60_000]), THIRTY_SECONDS)).toEqual([]);
  });

  it('cuts speech without any pause all the same', () => {
    const plan = planSegments(mapOfRuns([100_000]), THIRTY_SECONDS);

    expect(plan.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...plan.map(durationMs))).toBeLessThanOrEqual(30_000);
  });

  it('refuses limits that cannot be kept', () => {
    expect(() => longestSegmentMs({ ...THIRTY_SECONDS, maxBytes: 1000 })).toThrow(RangeError);
  });
});

describe('splitting a segment', () => {
  it('gives two children that tile it exactly and share its speech', () => {
    fc.assert(
      fc.property(speechMaps, (map) => {
        const divisible = planSegments(map, THIRTY_SECONDS).filter((segment) => durationMs(segment) >= 500);
        for (const segment of divisible) {
          const [left, right, ...rest] = splitSegment(segment, map);

          expect(rest).toEqual([]);
          expect(left?.startSample).toBe(segment.startSample);
          expect(right?.startSample).toBe(left?.endSample);
          expect(right?.endSample).toBe(segment.endSample);
          expect((left?.speechMs ?? 0) + (right?.speechMs ?? 0)).toBe(segment.speechMs);
        }
      }),
    );
  });

  it('cuts in the pause in the middle', () => {
    const map = mapOfRuns([9000, 600, 9000]);
    const whole = { startSample: 0, endSample: map.totalSamples, speechMs: 18_000 };

    const [left] = splitSegment(whole, map);

    expect((left?.endSample ?? 0) / SAMPLES_PER_MS).toBeGreaterThan(9000);
    expect((left?.endSample ?? 0) / SAMPLES_PER_MS).toBeLessThan(9600);
  });

  it('leaves a segment of less than half a second whole', () => {
    const map = mapOfRuns([400]);
    const whole = { startSample: 0, endSample: map.totalSamples, speechMs: 400 };

    expect(splitSegment(whole, map)).toEqual([whole]);
  });
});
