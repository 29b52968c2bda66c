import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { artifactTypeSchema, type ArtifactType } from '../../../preload/contract/artifact.ts';
import type { Preset } from '../../../preload/contract/course.ts';
import { limitsOf, limitsOfShare } from '../../../main/pipeline/generation/limits.ts';
import { languageInWords } from '../../../main/pipeline/generation/preset-values.ts';
import { readPresets } from '../../../main/pipeline/generation/presets.ts';
import { createPromptLibrary } from '../../../main/pipeline/generation/prompt-library.ts';
import { formsOf, questionTypesOf } from '../../../main/pipeline/generation/question-types.ts';
import { recipes } from '../../../main/pipeline/generation/recipes/recipes.ts';
import { instructionsOf, readTaskPrompts } from '../../../main/pipeline/generation/request-text.ts';
import { asRecord } from '../../simulator/json-value.ts';
import { checkStrictSchema } from '../../simulator/strict-schema.ts';

const presets = readPresets(path.resolve('resources'));
const library = createPromptLibrary({ resourcesFolder: path.resolve('resources'), ownFolder: '/nowhere' });
const types = artifactTypeSchema.options;

describe('the shipped presets', () => {
  test('are the six, with weights that add up to one', () => {
    expect(presets.map(({ id }) => id)).toEqual([
      ...['exam-mode', 'concept-map-mode', 'beginner-mode', 'neurodivergent-friendly-mode', 'research-mode'],
      'seminar-mode',
    ]);
    for (const { weights } of presets) {
      expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
    }
  });

  test.each(types)('each ask for another %s', async (type) => {
    const requests = await Promise.all(presets.map((preset) => requestOf(type, preset)));
    expect(new Set(requests.map(({ instructions }) => instructions)).size).toBe(presets.length);
  });

  test('each set other limits', () => {
    const limits = presets.map((preset) => JSON.stringify(limitsOf(preset)));
    expect(new Set(limits).size).toBe(presets.length);
  });

  test.each(presets.flatMap((preset) => types.map((type) => [preset.id, type] as const)))(
    '%s sends a schema for %s that strict structured output takes',
    (id, type) => {
      const preset = presets.find((candidate) => candidate.id === id);
      if (preset === undefined) throw new Error('No preset');
      const schema = recipes[type].jsonSchema(limitsOf(preset));
      expect(() => checkStrictSchema(type, asRecord(schema), 'schema')).not.toThrow();
      expect(schema).not.toHaveProperty('$schema');
    },
  );
});

const [exam] = presets;
if (exam === undefined) throw new Error('No presets');

/** Every field, another value for it, and the artifacts whose request it has to change. */
const changes: readonly (readonly [
  field: keyof Preset,
  change: Partial<Preset>,
  types: readonly ArtifactType[],
])[] = [
  ['summaryStyle', { summaryStyle: 'conceptual' }, types],
  ['chunking', { chunking: 'very_short' }, types],
  ['questionFocus', { questionFocus: false }, types],
  ['sections', { sections: ['overview', 'proofs'] }, types],
  ['weights', { weights: { what: 0.5, how: 0.1, when: 0.1, where: 0.1, who: 0.1, why: 0.1 } }, types],
  ['maxSummaryWords', { maxSummaryWords: 300 }, ['summary']],
  ['flashcards', { flashcards: 15 }, ['flashcards', 'key-terms']],
  ['questions', { questions: 3 }, ['exam-questions']],
  ['tone', { tone: 'conversational' }, types],
  ['questionTypes', { questionTypes: ['recognition'] }, ['exam-questions']],
  ['instructions', { instructions: 'Write like a sailor.' }, types],
];

const boundingFields: readonly (keyof Preset)[] = [
  ...(['chunking', 'sections', 'maxSummaryWords', 'flashcards', 'questions', 'questionTypes'] as const),
];

describe('every field of a preset', () => {
  test('is on the list of this test', () => {
    const described = ['id', 'name', 'description', ...changes.map(([field]) => field)];
    expect(Object.keys(exam).toSorted()).toEqual(described.toSorted());
  });

  test.each(changes)('%s changes what is asked', async (_field, change, changed) => {
    for (const type of changed) {
      const before = await requestOf(type, exam);
      const after = await requestOf(type, { ...exam, ...change });
      expect(after.instructions).not.toBe(before.instructions);
    }
  });

  const bounding = changes.filter(([field]) => boundingFields.includes(field));

  test.each(bounding)('%s is a limit that the schema and the answer are held to', (_field, change) => {
    const changed = limitsOf({ ...exam, ...change });
    expect(changed).not.toEqual(limitsOf(exam));
    const schemas = (limits: typeof changed): string =>
      JSON.stringify(types.map((type) => recipes[type].jsonSchema(limits)));
    expect(schemas(changed)).not.toBe(schemas(limitsOf(exam)));
  });

  test('says weights as percentages, heaviest first', async () => {
    const { instructions } = await requestOf('summary', exam);
    expect(instructions).toContain('what 25 %, how 25 %, when 15 %, where 15 %, why 15 %, who 5 %');
  });

  test('leaves no placeholder open', async () => {
    for (const type of types) expect((await requestOf(type, exam)).instructions).not.toContain('{{');
  });
});

describe('kinds of questions', () => {
  test('of every preset are known by name and asked in the four forms', () => {
    for (const { questionTypes } of presets) {
      for (const kind of questionTypes) expect(formsOf(kind).length).toBeLessThan(4);
      expect(questionTypesOf(questionTypes).length).toBeGreaterThan(0);
    }
  });

  test("in a person's own words may take every form", () => {
    expect(formsOf('riddle')).toHaveLength(4);
  });
});

describe('the share of a section', () => {
  test('adds up to at least the whole and never to nothing', () => {
    const limits = limitsOf(exam);
    for (const sections of [2, 3, 7, 30]) {
      const part = limitsOfShare(limits, 1 / sections);
      expect(part.cards * sections).toBeGreaterThanOrEqual(limits.cards);
      expect(Math.min(part.cards, part.questions, part.terms, part.sections)).toBeGreaterThan(0);
    }
  });
});

test('languages are named for the model, and their own code when nobody knows it', () => {
  expect([
    languageInWords('de'),
    languageInWords('zh-Hant'),
    languageInWords('xx'),
    languageInWords(null),
  ]).toEqual([
    ...['German (de)', 'Traditional Chinese (zh-Hant)', 'xx', 'the language the lecture is held in'],
  ]);
});

async function requestOf(type: ArtifactType, preset: Preset): Promise<{ readonly instructions: string }> {
  const prompts = await readTaskPrompts(library, type);
  const limits = limitsOf(preset);
  return {
    instructions: instructionsOf({ prompts, preset, limits, language: 'English (en)', mergedSections: 0 }),
  };
}
