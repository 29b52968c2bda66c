import { parseFragment, serialize } from 'parse5';
import { describe, expect, test } from 'vitest';
import type { Artifact } from '../../../preload/contract/artifact.ts';
import { renderAnkiCsv } from '../../../main/pipeline/export/render-csv.ts';
import {
  artifactsSaying,
  formulas,
  hostileTexts,
  manyScripts,
  segmentOf,
  sourceOf,
  transcriptOf,
} from '../../support/export-lecture.ts';
import { failureOf } from '../../support/failure-of.ts';
import { readStrictCsv } from '../../support/strict-csv.ts';

const transcript = transcriptOf([segmentOf('s1', [754_000, 760_000], 'x')]);

function read(csv: string) {
  const lines = csv.split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return { headers: lines.slice(0, first), rows: readStrictCsv(lines.slice(first).join('\n')) };
}

function cardsOf(
  ...cards: { front: string; back?: string; id?: string; tags?: string[]; grounded?: boolean }[]
) {
  const artifact: Artifact = {
    ...{ type: 'flashcards', version: 1 },
    content: {
      cards: cards.map((card, index) => ({
        ...{ id: `f${index}`, citations: ['s1'], grounded: true, back: 'Back', difficulty: 'easy', tags: [] },
        ...card,
      })),
    },
  };
  return sourceOf([artifact], transcript);
}

describe('flashcards as CSV', () => {
  test('tell Anki what they are, so that no header becomes a card', () => {
    const { headers, rows } = read(
      renderAnkiCsv(cardsOf({ front: 'What is heat?', tags: ['first law', 'a::b'] })),
    );
    expect(headers).toEqual([
      '#separator:Comma',
      '#html:true',
      '#deck:Physics I::Heat & entropy',
      '#columns:GUID,Front,Back,Tags',
      '#guid column:1',
      '#tags column:4',
    ]);
    expect(rows).toEqual([
      [
        expect.stringMatching(/^l[0-9a-f]{19}$/),
        'What is heat?',
        'Back<br><small>[12:34]</small>',
        'first-law a-b difficulty-easy',
      ],
    ]);
  });

  test('keep a card the same note when it is changed or moved, and give every card its own', () => {
    const ids = (source: ReturnType<typeof cardsOf>) => read(renderAnkiCsv(source)).rows.map(([id]) => id);
    const before = ids(cardsOf({ id: 'a', front: 'A' }, { id: 'b', front: 'B' }));
    const after = ids(cardsOf({ id: 'b', front: 'B, better' }, { id: 'a', front: 'A' }));
    expect(after).toEqual(before.toReversed());
    expect(new Set(before).size).toBe(2);
  });

  test('say when no source was found', () => {
    const [row] = read(renderAnkiCsv(cardsOf({ front: 'x', grounded: false }))).rows;
    expect(row?.[2]).toContain('No source in the recording');
    expect(row?.[3]).toContain('no-source');
  });

  test.for([...hostileTexts, 'a,b', 'a "quoted" b', 'line one\nline two\n\npara', ';', '#x', '|x', '%x'])(
    'hold %j as text that neither a spreadsheet nor Anki runs',
    (text) => {
      const { rows } = read(renderAnkiCsv(sourceOf(artifactsSaying(text), transcript)));
      expect(rows).toHaveLength(1);
      for (const row of rows) {
        expect(row).toHaveLength(4);
        for (const value of row) {
          expect(value).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
          const html = serialize(parseFragment(value));
          expect(html).not.toMatch(/<(script|img|svg|a|iframe|style|math)\b/i);
          expect(html).not.toMatch(/<[^>]+\son\w+=/i);
        }
      }
    },
  );

  test('show a formula of a spreadsheet as it was written', () => {
    const [row] = read(renderAnkiCsv(cardsOf({ front: '-5 °C is cold' }))).rows;
    expect(row?.[1]).toBe('<span>-5 °C is cold</span>');
  });

  test.for(formulas)('keep the formula %s for MathJax', (formula) => {
    const [row] = read(renderAnkiCsv(cardsOf({ front: `Then $${formula}$ and $$${formula}$$` }))).rows;
    const fragment = parseFragment(row?.[1] ?? '');
    const [text] = fragment.childNodes;
    expect(fragment.childNodes).toHaveLength(1);
    expect(text && 'value' in text ? text.value : '').toBe(`Then \\(${formula}\\) and \\[${formula}\\]`);
  });

  test.for(manyScripts)('keep %s', (text) => {
    const [row] = read(renderAnkiCsv(cardsOf({ front: text, tags: [text] }))).rows;
    expect(row?.[1]).toBe(text);
    expect(row?.[3]?.split(' ')).toHaveLength(2);
  });

  test('are refused where there are none', () => {
    expect(failureOf(() => renderAnkiCsv(sourceOf([], transcript)))).toMatchObject({
      ...{ code: 'EXPORT_EMPTY', class: 'fatal', remedy: { action: 'use-other-format' } },
    });
  });
});
