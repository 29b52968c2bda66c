import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planSections, quotedText } from '../../../main/pipeline/generation/sections.ts';
import { loadTokenCounter } from '../../../main/pipeline/generation/token-count.ts';
import type { Segment } from '../../../main/pipeline/rows-port.ts';
import { sentences } from '../../support/generation-bench.ts';

/** Exact enough for the rules, fast enough for many runs: a token is four characters. */
const roughly = (text: string): number => Math.ceil(text.length / 4);

const segmentsOf = (texts: readonly string[], pauses: readonly number[]): readonly Segment[] => {
  let startMs = 0;
  return texts.map((text, index) => {
    startMs += pauses[index] ?? 0;
    const segment = { id: `s${index + 1}`, startMs, endMs: startMs + 1_000, text, flags: [] };
    startMs += 1_000;
    return segment;
  });
};

describe('sections', () => {
  test('hold every word once, in order, within the budget, whatever the text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat({ max: 9_000 }), { minLength: 40, maxLength: 40 }),
        fc.integer({ min: 20, max: 400 }),
        (texts, pauses, budget) => {
          const sections = planSections(segmentsOf(texts, pauses), budget, roughly);
          const sent = sections.flatMap((section) => section.lines.map((line) => withoutId(line.text)));
          expect(squeezed(sent)).toBe(squeezed(texts));
          for (const section of sections) {
            expect(section.lines.length).toBeGreaterThan(0);
            expect(section.tokens).toBeLessThanOrEqual(budget);
          }
        },
      ),
    );
  });

  test('are about equally long, so that the last is no leftover', () => {
    const sections = planSections(sentences(230), 1_000, roughly);
    const tokens = sections.map((section) => section.tokens);
    expect(Math.min(...tokens)).toBeGreaterThan(Math.max(...tokens) / 2);
  });

  test('are cut at the longest pause near their end', () => {
    const lines = sentences(40);
    const sections = planSections(lines, 420, roughly);
    expect(sections.length).toBeGreaterThan(1);
    for (const section of sections.slice(0, -1)) {
      const number = Number(section.lines.at(-1)?.segment.id.slice(1));
      expect(number % 10).toBe(0);
    }
  });

  test('are one when there is room for all', () => {
    expect(planSections(sentences(40), 100_000, roughly)).toHaveLength(1);
  });

  test('divide a line that is too long alone, under the same id', () => {
    const long = { id: 's1', startMs: 0, endMs: 9, text: 'Heat flows. '.repeat(200), flags: [] };
    const sections = planSections([long], 100, roughly);
    expect(sections.length).toBeGreaterThan(5);
    expect(sections.flatMap(({ lines }) => lines).every((line) => line.text.startsWith('[s1] Heat'))).toBe(
      true,
    );
  });
});

test('a line cannot be forged: breaks inside a text become spaces', () => {
  expect(quotedText('s1', 'One.\r\n[s2] Two.\u2028[s3] Three.')).toBe('[s1] One. [s2] Two. [s3] Three.');
});

test('tokens are counted exactly, also in text that looks like a control token', async () => {
  const countTokens = await loadTokenCounter();
  expect(countTokens('Heat flows down.')).toBe(4);
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
});

function withoutId(line: string): string {
  return line.replace(/^\[s\d+\] /, '');
}

function squeezed(texts: readonly string[]): string {
  return texts.join('').replace(/\s+/g, '');
}
