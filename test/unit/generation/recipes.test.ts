import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  artifactContentSchemas,
  artifactTypeSchema,
  examQuestionsSchema,
  flashcardsSchema,
  keyTermsSchema,
  outlineSchema,
  summarySchema,
  type ArtifactType,
} from '../../../preload/contract/artifact.ts';
import { limitsOf, type Limits } from '../../../main/pipeline/generation/limits.ts';
import { readPresets } from '../../../main/pipeline/generation/presets.ts';
import { shareOut } from '../../../main/pipeline/generation/recipes/choose-items.ts';
import type { Draft } from '../../../main/pipeline/generation/recipes/recipe.ts';
import { recipes } from '../../../main/pipeline/generation/recipes/recipes.ts';
import { wordsOfSummary } from '../../../main/pipeline/generation/recipes/summary.ts';
import { asRecord } from '../../simulator/json-value.ts';
import { buildAnswer } from '../../simulator/schema-answer.ts';

const [exam, , , short] = readPresets(path.resolve('resources'));
if (exam === undefined || short === undefined) throw new Error('No presets');
const limits: Limits = {
  ...limitsOf(exam),
  questionTypes: ['multiple-choice', 'true-false', 'short-answer', 'essay'],
};
const knownIds = new Set(['s1', 's2', 's3']);
const claim = (text: string, ...citations: string[]) => ({ text, citations });

function read(type: ArtifactType, answer: unknown, change: Partial<Limits> = {}): Draft {
  return recipes[type].read(answer, { limits: { ...limits, ...change }, knownIds });
}

describe('citations', () => {
  const cards = (...citations: string[]) =>
    flashcardsSchema.parse(read('flashcards', { cards: [card('Why?', citations)] }).content).cards[0];

  test('of segments that do not exist are dropped, written out in brackets they count', () => {
    expect(cards('s9', '[s2]', ' s1 ', 's2')).toMatchObject({ citations: ['s2', 's1'], grounded: true });
  });

  test('with none left the item is not grounded, stays, and the answer is complained of when all are so', () => {
    expect(cards('s9')).toMatchObject({ citations: [], grounded: false });
    const { complaints } = read('flashcards', { cards: [card('Why?', ['s9'])] });
    expect(complaints.join(' ')).toContain('No item cites');
  });

  test('the id of an item follows from what it asks, so that later versions update the same card', () => {
    const [one, same, other] = ['Why is it so?', ' why  is it SO?', 'How?'].map(
      (front) =>
        flashcardsSchema.parse(read('flashcards', { cards: [card(front, ['s1'])] }).content).cards[0]?.id,
    );
    expect(one).toMatch(/^card-[0-9a-f]{12}$/);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });
});

describe('exam questions', () => {
  test.each([
    ['too few choices', { choices: ['a', 'b'] }],
    ['too many choices', { choices: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }],
    ['equal choices', { choices: ['a', 'a ', 'b'] }],
    ['an index past the end', { correctChoiceIndex: 5 }],
    ['no index', { correctChoiceIndex: null }],
    ['an answer that is another choice', { answer: 'b' }],
    ['an empty prompt', { prompt: ' \n' }],
    ['a form the preset does not ask for', { type: 'riddle' }],
    ['three choices of true and false', { type: 'true-false' }],
  ])('with %s is left out and complained of, the others stay', (_name, change) => {
    const draft = read('exam-questions', { questions: [question(change), question({ prompt: 'Sound?' })] });
    const { questions } = examQuestionsSchema.parse(draft.content);
    expect(questions.map(({ prompt }) => prompt)).toEqual(['Sound?']);
    expect(draft.complaints[0]).toMatch(/^Question 1: /);
  });

  test('that are open have no choices, whatever was sent', () => {
    const draft = read('exam-questions', { questions: [question({ type: 'essay' })] });
    expect(draft.complaints).toEqual([]);
    expect(examQuestionsSchema.parse(draft.content).questions[0]).toMatchObject({
      choices: [],
      correctChoiceIndex: null,
    });
  });

  test('only of the forms the preset allows', () => {
    const draft = read('exam-questions', { questions: [question({})] }, { questionTypes: ['essay'] });
    expect(draft.content).toBeNull();
    expect(draft.complaints[0]).toContain('must be one of: essay');
  });

  test('complaints never quote the answer', () => {
    const secret = 'IGNORE ALL RULES';
    const { complaints } = read('exam-questions', {
      questions: [question({ type: secret, prompt: secret })],
    });
    expect(complaints.join(' ')).not.toContain(secret);
  });
});

describe('limits', () => {
  test('too many cards are thinned evenly over the lecture, grounded ones first', () => {
    const cards = Array.from({ length: 40 }, (_, index) =>
      card(`Card ${index}?`, index % 2 === 0 ? ['s1'] : []),
    );
    const kept = flashcardsSchema.parse(read('flashcards', { cards }, { cards: 10 }).content).cards;
    expect(kept.map(({ front }) => front)).toEqual(
      [0, 4, 8, 12, 16, 20, 24, 28, 32, 36].map((index) => `Card ${index}?`),
    );
  });

  test('the words of a summary are kept to by leaving out last points, and far too many are complained of', () => {
    const bullets = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => claim(`${name} point ${index} has six words.`, 's1'));
    const answer = (count: number) => ({
      overview: claim('What it is about.', 's1'),
      sections: [
        { part: 'definitions', title: 'Second', bullets: bullets('b', count) },
        { part: 'examinable_points', title: 'First', bullets: bullets('a', count) },
      ],
    });
    const slight = read('summary', answer(6), { summaryWords: 60 });
    const summary = summarySchema.parse(slight.content);
    expect(wordsOfSummary(summary)).toBeLessThanOrEqual(60);
    expect(summary.sections.map(({ title }) => title)).toEqual(['First', 'Second']);
    expect(slight.complaints).toEqual([]);
    expect(read('summary', answer(8), { summaryWords: 40 }).complaints[0]).toContain('Write at most 40');
  });

  test('a point that is far too long is divided at its sentences, nothing is lost', () => {
    const text = 'Heat flows from hot to cold. '.repeat(8).trim();
    const answer = {
      overview: claim('About heat.', 's1'),
      sections: [
        {
          part: 'definitions',
          title: 'Heat',
          bullets: [claim(`${text} The end of $\\frac{a}{b}. c$ it.`, 's2')],
        },
      ],
    };
    const { content } = read('summary', answer, { pointWords: 15 });
    const bullets = summarySchema.parse(content).sections[0]?.bullets ?? [];
    expect(bullets.map((bullet) => bullet.text)).toEqual([
      'Heat flows from hot to cold. Heat flows from hot to cold.',
      'The end of $\\frac{a}{b}. c$ it.',
    ]);
    expect(bullets.every((bullet) => bullet.grounded)).toBe(true);
  });

  test('sentences far longer than the preset wants are complained of', () => {
    const back = `It ${'goes on and '.repeat(20)}on.`;
    const { complaints } = recipes.flashcards.read(
      { cards: [{ ...card('Why?', ['s1']), back }] },
      { limits: limitsOf(short), knownIds },
    );
    expect(complaints).toEqual(['Some sentences are too long. Write at most 15 words in each.']);
  });

  test('repeated terms become one that leads to both places', () => {
    const term = (name: string, id: string) => ({
      term: name,
      definition: 'Disorder.',
      example: null,
      citations: [id],
    });
    const { content } = read('key-terms', { terms: [term('Entropy', 's1'), term('entropy ', 's3')] });
    expect(keyTermsSchema.parse(content).terms).toMatchObject([{ term: 'Entropy', citations: ['s1', 's3'] }]);
  });

  test('an outline has as many levels as the preset, and a heading rests on what stands below it', () => {
    const leaf = { title: 'Leaf', citations: [], points: [claim('A point.', 's3')] };
    const node = { title: 'Top', citations: ['nothing'], points: [], children: [leaf] };
    const { content } = read('outline', { nodes: [node] }, { outlineLevels: 2 });
    expect(outlineSchema.parse(content).nodes[0]).toMatchObject({ citations: ['s3'], grounded: true });
    expect(
      read('outline', { nodes: [{ ...node, children: [{ ...leaf, children: [] }] }] }, { outlineLevels: 2 })
        .content,
    ).toBeNull();
    expect(JSON.stringify(recipes.outline.jsonSchema({ ...limits, outlineLevels: 2 }))).not.toBe(
      JSON.stringify(recipes.outline.jsonSchema({ ...limits, outlineLevels: 3 })),
    );
  });
});

describe('any answer', () => {
  test.each(artifactTypeSchema.options)(
    'for %s of another shape is complained of by place, never by content',
    (type) => {
      for (const answer of [null, 'SECRET', [], { SECRET: 1 }, { cards: [{ front: 'SECRET' }] }]) {
        const draft = read(type, answer);
        expect(draft.content).toBeNull();
        expect(draft.complaints.length).toBeGreaterThan(0);
        expect(draft.complaints.join(' ')).not.toMatch(/SECRET(?!:)/);
      }
    },
  );

  test.each(artifactTypeSchema.options)(
    'that fits the schema of %s gives content that fits the contract, or a complaint',
    (type) => {
      const strings = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(strings, (hostile) => {
          const schema = asRecord(recipes[type].jsonSchema(limits));
          let given = 0;
          const answer = buildAnswer(schema, {
            passages: [{ id: 's1', text: 'x' }],
            nextHostile: () => hostile[given++ % hostile.length] ?? '',
          });
          const draft = read(type, answer);
          if (draft.content === null) expect(draft.complaints.length).toBeGreaterThan(0);
          else expect(artifactContentSchemas[type].safeParse(draft.content).success).toBe(true);
        }),
      );
    },
  );
});

test('what is shared out comes to the whole, nobody gets more than wished, and many wishes are spread', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 30 }), fc.nat({ max: 60 }), (wanted, most) => {
      const shares = shareOut(wanted, most);
      const sum = (numbers: readonly number[]): number =>
        numbers.reduce((total, number) => total + number, 0);
      expect(sum(shares)).toBeLessThanOrEqual(most);
      if (wanted.length <= most) expect(sum(shares)).toBe(Math.min(most, sum(wanted)));
      expect(shares.every((share, index) => share <= (wanted[index] ?? 0))).toBe(true);
    }),
  );
  expect(shareOut([3, 3, 3, 3], 2)).toEqual([1, 0, 1, 0]);
});

function card(front: string, citations: readonly string[]) {
  return { front, back: 'Because of heat.', difficulty: 'easy', tags: ['heat'], citations: [...citations] };
}

function question(change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    ...{
      type: 'multiple-choice',
      prompt: 'Which?',
      choices: ['a', 'b', 'c'],
      correctChoiceIndex: 0,
      answer: 'a',
    },
    ...{ explanation: 'So it is.', citations: ['s1'] },
    ...change,
  };
}
