import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { placeSentences } from '../../../main/pipeline/speech/place-sentences.ts';
import { planSegments } from '../../../main/pipeline/speech/plan-segments.ts';
import { mapOfRuns, speechMaps } from '../../support/audio/speech-maps.ts';

const words = fc.array(fc.stringMatching(/^[a-zäöü]{1,9}[.,?!]?$/), { minLength: 0, maxLength: 120 });

describe('the own clock', () => {
  it('keeps every word once and in order, in spans that follow each other inside the segment', () => {
    fc.assert(
      fc.property(speechMaps, words, (map, spoken) => {
        for (const segment of planSegments(map, LIMITS)) {
          const span = { startMs: segment.startSample / 16, endMs: segment.endSample / 16 };

          const placed = placeSentences({ text: spoken.join(' '), span, map });

          expect(placed.flatMap(({ text }) => text.split(' '))).toEqual(spoken);
          const times = placed.flatMap(({ startMs, endMs }) => [startMs, endMs]);
          expect([span.startMs, ...times, span.endMs]).toEqual(
            [span.startMs, ...times, span.endMs].toSorted((one, other) => one - other),
          );
          expect(times.every(Number.isInteger)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('makes no sentence longer than 15 s', () => {
    fc.assert(
      fc.property(speechMaps, words, (map, spoken) => {
        const span = { startMs: 0, endMs: map.level.length * 20 };

        const placed = placeSentences({ text: spoken.join(' '), span, map });

        expect(Math.max(0, ...placed.map(({ startMs, endMs }) => endMs - startMs))).toBeLessThanOrEqual(
          15_000,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('ends sentences in the long pauses even when pace varies', () => {
    const map = mapOfRuns([2000, 600, 4200, 200, 1000, 500, 3000, 1000]);
    const text =
      'A short sentence to begin. Then a much longer sentence follows, with a comma. And the third one ends it all.';

    const placed = placeSentences({ text, span: { startMs: 0, endMs: 12_500 }, map });

    expect(placed.map(({ startMs }) => Math.round(startMs / 100))).toEqual([0, 26, 85]);
  });

  it('places text where no speech was found over the whole segment', () => {
    const map = mapOfRuns([0, 10_000]);

    const placed = placeSentences({ text: 'Thank you. Goodbye.', span: { startMs: 2000, endMs: 8000 }, map });

    expect(placed.map(({ text }) => text)).toEqual(['Thank you.', 'Goodbye.']);
    expect(placed[0]?.startMs).toBeGreaterThanOrEqual(2000);
    expect(placed[1]?.endMs).toBeLessThanOrEqual(8000);
  });

  it('keeps thousands of sentences nobody could have said, without thinking for minutes', () => {
    const text = Array.from({ length: 4_000 }, (_, index) => `Sentence ${index} never wants to end.`).join(
      ' ',
    );

    const placed = placeSentences({
      text,
      span: { startMs: 0, endMs: 25_000 },
      map: mapOfRuns([24_000, 1000]),
    });

    expect(placed.map((sentence) => sentence.text).join(' ')).toBe(text);
    expect(placed.at(-1)?.endMs).toBeLessThanOrEqual(25_000);
  });

  it('gives nothing for empty text', () => {
    expect(
      placeSentences({ text: ' \n ', span: { startMs: 0, endMs: 5000 }, map: mapOfRuns([5000]) }),
    ).toEqual([]);
  });

  it('divides long text without any punctuation between words', () => {
    const map = mapOfRuns([10_000, 300, 10_000, 300, 9000]);
    const text = Array.from({ length: 80 }, (_, index) => `word${index}`).join(' ');

    const placed = placeSentences({ text, span: { startMs: 0, endMs: 29_600 }, map });

    expect(placed.length).toBeGreaterThanOrEqual(2);
    expect(placed.map((sentence) => sentence.text).join(' ')).toBe(text);
  });
});

const LIMITS = { maxDurationMs: 30_000, modelCapMs: null, maxBytes: null, bytesPerSecond: 4000 };
