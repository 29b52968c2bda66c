import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, MOST_TEXT_CHARACTERS } from '../../../main/pipeline/generation/clean-text.ts';
import {
  countWords,
  cutAtWord,
  splitAtSentences,
  splitSentences,
} from '../../../main/pipeline/generation/words.ts';

describe('formulas', () => {
  test.each([
    ['$\frac{a}{b}$', '$\\frac{a}{b}$'],
    ['$\beta$ and \boldsymbol', '$\\beta$ and \\boldsymbol'],
    ['$\theta \times \tau$', '$\\theta \\times \\tau$'],
    ['$\rho \rightarrow \r$', '$\\rho \\rightarrow \n$'],
    ['$\nabla \nu \neq \nu$', '$\\nabla \\nu \\neq \\nu$'],
    ['$$\\int_0^1 x\\,dx$$', '$$\\int_0^1 x\\,dx$$'],
    ['$\\Delta S = \\oint dQ/T$', '$\\Delta S = \\oint dQ/T$'],
  ])('whose backslash a JSON escape ate get it back: %j', (broken, whole) => {
    expect(cleanText(broken)).toBe(whole);
  });

  test('leave tabs and breaks outside of them alone', () => {
    expect(cleanText('one\ttwo\nnu')).toBe('one two\nnu');
  });
});

describe('text of a model', () => {
  test('keeps markup as text and loses what cannot be seen', () => {
    expect(cleanText('<b>x</b>\u0000\u202Eevil\u202C\u0007\uFEFF')).toBe('<b>x</b>evil');
    expect(cleanLine('a\n b\t\tc')).toBe('a b c');
  });

  test('out of all proportion is cut at a word, and shows it', () => {
    const text = cleanText('entropy '.repeat(1_000));
    expect(text.length).toBeLessThanOrEqual(MOST_TEXT_CHARACTERS);
    expect(text.endsWith('entropy…')).toBe(true);
    expect(cutAtWord('short', 10)).toBe('short');
  });

  test('cleaned twice is cleaned once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });
});

describe('words and sentences', () => {
  test('are counted in any script, a formula as one word', () => {
    expect(countWords('Heat flows; it never stops.')).toBe(5);
    expect(countWords('The sum $\\sum_{i=1}^n x_i$ grows')).toBe(4);
    expect(countWords('熱は流れる')).toBeGreaterThan(1);
    expect(countWords(' … ')).toBe(0);
  });

  test('are divided at their signs, not in numbers or formulas', () => {
    expect(splitSentences('One is 3.5 long. Two? $a. b$ three! 四。五。')).toEqual([
      ...['One is 3.5 long.', 'Two?', '$a. b$ three!', '四。', '五。'],
    ]);
  });

  test('grouped again give the same text, no group over the limit unless it is one sentence', () => {
    const sentence = fc.constantFrom(
      'Heat flows.',
      'It never stops by itself, they say.',
      'Why?',
      '$a. b$ holds.',
    );
    fc.assert(
      fc.property(
        fc.array(sentence, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 12 }),
        (all, most) => {
          const groups = splitAtSentences(all.join(' '), most);
          expect(groups.join(' ')).toBe(all.join(' '));
          for (const group of groups) {
            expect(countWords(group) <= most || splitSentences(group).length === 1).toBe(true);
          }
        },
      ),
    );
  });
});
