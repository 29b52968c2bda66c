import { describe, expect, it } from 'vitest';

import { createFeatureExtractor } from '../../../main/pipeline/speech/feature-extractor.ts';
import { buildSpeechMap, type SpeechMap, speechWithin } from '../../../main/pipeline/speech/speech-map.ts';
import { createNoiseTable, createSeededRandom } from '../../support/audio/seeded-random.ts';

const RATE = 16_000;
const noise = createNoiseTable(createSeededRandom(11));

/** Samples of a sound given as a function of seconds, with room noise at -65 dBFS under it. */
function sound(seconds: number, wave: (at: number, index: number) => number): Int16Array {
  return Int16Array.from({ length: seconds * RATE }, (_, index) => {
    const room = 0.0006 * (noise[index] ?? 0);
    return Math.max(-1, Math.min(1, wave(index / RATE, index) + room)) * 32_767;
  });
}

function mapOf(samples: Int16Array, pieceLength = 50_000): SpeechMap {
  const extractor = createFeatureExtractor();
  for (let start = 0; start < samples.length; start += pieceLength) {
    extractor.push(samples.subarray(start, start + pieceLength));
  }
  return buildSpeechMap(extractor.finish(), samples.length);
}

/** A voice-like sound: harmonics of 120 Hz in syllables of 200 ms with 60 ms between them, from 10 s to 20 s. */
function voice(at: number, level: number): number {
  if (at < 10 || at > 20 || at % 0.26 > 0.2) return 0;
  const pitch = 120 + 15 * Math.sin(3 * at);
  const harmonics = [1, 2, 3, 4, 5, 6, 8, 10, 12];
  return (
    (level / 3) *
    harmonics.reduce((sum, number) => sum + Math.sin(2 * Math.PI * pitch * number * at) / number, 0)
  );
}

describe('the speech map', () => {
  it.each([
    ['loud', 0.3],
    ['quiet, 40 dB below', 0.003],
  ])('finds a voice that is %s', (_name, level) => {
    const map = mapOf(sound(30, (at) => voice(at, level)));

    expect(map.regions).toHaveLength(1);
    expect(map.regions[0]?.startMs).toBeGreaterThan(9000);
    expect(map.regions[0]?.startMs).toBeLessThanOrEqual(10_000);
    expect(map.regions[0]?.endMs).toBeGreaterThanOrEqual(20_000);
    expect(map.regions[0]?.endMs).toBeLessThan(21_000);
  });

  it.each([
    ['silence', () => 0],
    [
      'mains hum',
      (at: number) => 0.2 * Math.sin(2 * Math.PI * 50 * at) + 0.1 * Math.sin(2 * Math.PI * 250 * at),
    ],
    ['steady noise', (_at: number, index: number) => 0.1 * (noise[index * 7] ?? 0)],
    [
      'bursts of noise, like applause',
      (at: number, index: number) =>
        at % 5 < 3 ? 0.3 * Math.exp(-60 * (at % 0.07)) * (noise[index * 3] ?? 0) : 0,
    ],
  ])('finds no speech in %s', (_name, wave) => {
    expect(mapOf(sound(30, wave)).regions).toEqual([]);
  });

  it('is the same in whatever pieces the samples arrive', () => {
    const samples = sound(25, (at) => voice(at, 0.1));

    expect(mapOf(samples, 777)).toEqual(mapOf(samples));
  });

  it('has one level and one decision for each 20 ms, the last one begun included', () => {
    const map = mapOf(sound(1, (at) => voice(at, 0.1)).subarray(0, 1000));

    expect(map.level).toHaveLength(4);
    expect(map.speech).toHaveLength(4);
    expect(map.totalSamples).toBe(1000);
  });

  it('counts the speech inside a span', () => {
    const map = mapOf(sound(30, (at) => voice(at, 0.3)));

    const all = speechWithin(map, { startMs: 0, endMs: 30_000 });

    expect(all).toBeGreaterThan(9500);
    expect(all).toBeLessThan(10_500);
    expect(
      speechWithin(map, { startMs: 0, endMs: 15_000 }) +
        speechWithin(map, { startMs: 15_000, endMs: 30_000 }),
    ).toBe(all);
  });

  it('is empty for no samples', () => {
    expect(mapOf(new Int16Array(0))).toEqual({
      totalSamples: 0,
      level: new Uint8Array(0),
      speech: new Uint8Array(0),
      regions: [],
    });
  });
});
