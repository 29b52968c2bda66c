import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RawAnswer } from '../../../main/pipeline/provider-port.ts';
import {
  readTranscription,
  readTranscriptionUsage,
} from '../../../main/pipeline/transcription/answer-reading.ts';
import { doubtOf, isLoop } from '../../../main/pipeline/transcription/doubt.ts';
import { languageCode } from '../../../main/pipeline/transcription/language-code.ts';

function answerOf(body: unknown): RawAnswer {
  return { body: typeof body === 'string' ? body : JSON.stringify(body), statusCode: 200, requestId: null };
}

describe('an answer', () => {
  test('of text alone has no times', () => {
    const heard = readTranscription(answerOf({ text: ' Heat\nflows. ', languages: [{ code: 'en' }] }), 5_000);
    expect(heard).toEqual({ text: 'Heat flows.', words: null, parts: null, language: 'en' });
  });

  test('with words and segments has both, in milliseconds', () => {
    const heard = readTranscription(
      answerOf({
        text: 'Heat flows.',
        language: 'english',
        words: [
          { word: 'Heat', start: 0.1, end: 0.4 },
          { word: 'flows', start: 0.5, end: 0.9 },
        ],
        segments: [{ text: ' Heat flows.', start: 0.1, end: 1 }],
      }),
      5_000,
    );
    expect(heard?.language).toBe('en');
    expect(heard?.words?.[1]).toEqual({ text: 'flows', startMs: 500, endMs: 900 });
    expect(heard?.parts).toEqual([{ text: 'Heat flows.', startMs: 100, endMs: 1_000 }]);
  });

  test('of a server that takes the parameters and returns null has no times', () => {
    const heard = readTranscription(answerOf({ text: 'Heat.', words: null, segments: [] }), 5_000);
    expect(heard).toMatchObject({ words: null, parts: null });
  });

  test.each([
    [
      'run backwards',
      [
        { word: 'a', start: 3, end: 4 },
        { word: 'b', start: 1, end: 2 },
      ],
    ],
    [
      'are all nought',
      [
        { word: 'a', start: 0, end: 0 },
        { word: 'b', start: 0, end: 0 },
      ],
    ],
    ['lie far behind the end', [{ word: 'a', start: 1, end: 60 }]],
  ])('whose times %s is timed by the own clock', (_name, words) => {
    expect(readTranscription(answerOf({ text: 'a b', words }), 5_000)?.words).toBeNull();
  });

  test('with times a little behind the end is moved to it', () => {
    const words = [{ word: 'a', start: 4.9, end: 5.6 }];
    expect(readTranscription(answerOf({ text: 'a', words }), 5_000)?.words?.[0]?.endMs).toBe(5_000);
  });

  test.each(['', '<html>', '{"text":', '{"error":{}}', '[]', 'null', '{"text":3}'])('%j is none', (body) => {
    expect(readTranscription(answerOf(body), 5_000)).toBeNull();
  });

  test('of any shape is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const heard = readTranscription(answerOf(body), 1_000);
        expect(heard === null || typeof heard.text === 'string').toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('says what it used', () => {
    expect(readTranscriptionUsage(answerOf({ usage: { type: 'duration', seconds: 6 } }), 5_400)).toEqual({
      ...{ audioMs: 6_000, inputTokens: null, outputTokens: null },
    });
    expect(
      readTranscriptionUsage(
        answerOf({ usage: { type: 'tokens', input_tokens: 50, output_tokens: 9 } }),
        5_400,
      ),
    ).toEqual({ audioMs: 5_400, inputTokens: 50, outputTokens: 9 });
    expect(readTranscriptionUsage(answerOf('broken'), 5_400).audioMs).toBe(5_400);
  });
});

describe('a loop', () => {
  test.each([
    ['one word', 'no '.repeat(14)],
    ['a phrase', 'And the energy is conserved, '.repeat(5)],
    ['a phrase after good text', `Today we speak of heat and of work. ${'Thank you very much. '.repeat(6)}`],
    [
      'a long sentence',
      'the second law of thermodynamics says that entropy rises in any closed system '.repeat(4),
    ],
    ['a text without spaces', 'ありがとうございました'.repeat(8)],
  ])('of %s is found', (_name, text) => {
    expect(isLoop(text)).toBe(true);
  });

  test.each([
    'This is very, very, very, very important, so very important.',
    'One plus one is two, one plus two is three, one plus three is four, and one plus four is five.',
    'No. No. No. That is not what I said.',
    '熵在孤立系统中总是增加的这就是热力学第二定律它告诉我们能量的品质会下降所以永动机不可能存在',
  ])('is not seen in: %s', (text) => {
    expect(isLoop(text)).toBe(false);
  });
});

describe('doubt', () => {
  const sentence = 'Heat flows from hot to cold and never back by itself.';

  test.each([
    [sentence, 4_000, null],
    [sentence, 400, 'silence-text'],
    ['Yes.', 0, null],
    ['', 400, null],
    ['', 5_000, 'low-speech'],
    ['...', 5_000, 'low-speech'],
    ['Yes.', 20_000, 'low-speech'],
    ['Yes.', 3_000, null],
    ['la '.repeat(30), 20_000, 'loop'],
  ])('of %j in %i ms of speech is %s', (text, speechMs, doubt) => {
    expect(doubtOf(text, speechMs)).toBe(doubt);
  });
});

test.each([
  ['en', 'en'],
  ['EN-us', 'en'],
  ['german', 'de'],
  ['English', 'en'],
  ['gsw', 'gsw'],
  ['', null],
  [null, null],
  ['a language of ours', null],
])('the language %s is %s', (given, code) => {
  expect(languageCode(given)).toBe(code);
});
