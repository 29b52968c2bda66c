import { describe, expect, it } from 'vitest';

import { placeTimedPieces } from '../../../main/pipeline/speech/timed-pieces.ts';
import { placeTimedWords } from '../../../main/pipeline/speech/timed-words.ts';
import { mapOfRuns } from '../../support/audio/speech-maps.ts';

const map = mapOfRuns([60_000]);
const span = { startMs: 10_000, endMs: 40_000 };

/** Words of 300 ms, one every 400 ms. */
function timed(text: string) {
  return text
    .split(' ')
    .map((word, index) => ({ text: word, startMs: index * 400, endMs: index * 400 + 300 }));
}

describe('sentences from timed words', () => {
  it('start and end with their words, at the place of the segment', () => {
    const placed = placeTimedWords({
      text: 'Hello there. This is it.',
      words: timed('hello there this is it'),
      span,
      map,
    });

    expect(placed).toEqual([
      { text: 'Hello there.', startMs: 10_000, endMs: 10_700 },
      { text: 'This is it.', startMs: 10_800, endMs: 11_900 },
    ]);
  });

  it('find their way again after a word that is spelled differently', () => {
    const placed = placeTimedWords({
      text: 'We saw 5 cats. They slept.',
      words: timed('we saw five cats they slept'),
      span,
      map,
    });

    expect(placed.map(({ startMs }) => startMs)).toEqual([10_000, 11_600]);
  });

  it('start with a word spelled differently at its time', () => {
    const placed = placeTimedWords({
      text: 'I agree. Okay cats slept.',
      words: timed('i agree ok cats slept'),
      span,
      map,
    });

    expect(placed[1]?.startMs).toBe(10_800);
  });

  it('are divided at the widest gap when longer than 15 s', () => {
    const words = timed(Array.from({ length: 60 }, (_, index) => `w${index}`).join(' ')).map((word, index) =>
      index < 28 ? word : { ...word, startMs: word.startMs + 900, endMs: word.endMs + 900 },
    );

    const placed = placeTimedWords({ text: words.map(({ text }) => text).join(' '), words, span, map });

    expect(placed[1]?.startMs).toBe(10_000 + 28 * 400 + 900);
    expect(Math.max(...placed.map(({ startMs, endMs }) => endMs - startMs))).toBeLessThanOrEqual(15_000);
    expect(placed.map(({ text }) => text).join(' ')).toBe(words.map(({ text }) => text).join(' '));
  });

  it('fall back to the own clock when text and words do not agree', () => {
    const placed = placeTimedWords({
      text: 'Quite another text. Really.',
      words: timed('la la la la'),
      span: { startMs: 10_000, endMs: 16_000 },
      map,
    });

    expect(placed.map(({ text }) => text)).toEqual(['Quite another text.', 'Really.']);
  });

  it('never leave the segment, whatever the server says', () => {
    const words = [
      { text: 'early', startMs: -5000, endMs: -100 },
      { text: 'late', startMs: 90_000, endMs: 99_000 },
    ];

    const placed = placeTimedWords({ text: 'early late', words, span, map });

    expect(placed.every(({ startMs, endMs }) => startMs >= span.startMs && endMs <= span.endMs)).toBe(true);
  });
});

describe('sentences from timed pieces', () => {
  it('take the times of pieces that are sentences', () => {
    const pieces = [
      { text: ' First one.', startMs: 120, endMs: 2000 },
      { text: ' Second one.', startMs: 2400, endMs: 4000 },
    ];

    expect(placeTimedPieces({ pieces, span, map })).toEqual([
      { text: 'First one.', startMs: 10_120, endMs: 12_000 },
      { text: 'Second one.', startMs: 12_400, endMs: 14_000 },
    ]);
  });

  it('join pieces that stop inside a sentence', () => {
    const pieces = [
      { text: 'This sentence goes', startMs: 0, endMs: 2000 },
      { text: 'on here. New one.', startMs: 2000, endMs: 5000 },
    ];

    const placed = placeTimedPieces({ pieces, span, map });

    expect(placed.map(({ text }) => text)).toEqual(['This sentence goes on here.', 'New one.']);
    expect(placed[0]?.startMs).toBe(10_000);
  });

  it('divide a piece with several sentences by the pauses in it', () => {
    const paused = mapOfRuns([12_000, 600, 3000]);
    const pieces = [{ text: 'A first sentence. Another sentence.', startMs: 0, endMs: 5600 }];

    const placed = placeTimedPieces({ pieces, span: { startMs: 10_000, endMs: 15_600 }, map: paused });

    expect(placed[1]?.startMs).toBeCloseTo(12_600, -2);
  });
});
