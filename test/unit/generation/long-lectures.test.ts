import { afterEach, describe, expect, test } from 'vitest';
import {
  artifactContentSchemas,
  artifactTypeSchema,
  flashcardsSchema,
  outlineSchema,
  summarySchema,
} from '../../../preload/contract/artifact.ts';
import { wordsOfSummary } from '../../../main/pipeline/generation/recipes/summary.ts';
import { openGenerationBench, sentences, type GenerationBench } from '../../support/generation-bench.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SENTENCES = 600;
/** Instructions take about half of it, so that the lecture needs several sections. */
const BUDGET = 4_000;

let bench: GenerationBench;

afterEach(async () => {
  await bench.close();
});

async function open(settings: { readonly 'generation.contextTokens': number | null }): Promise<void> {
  bench = await openGenerationBench(temporaryFolder(), { segments: sentences(SENTENCES), settings });
}

describe('a lecture over the context budget', () => {
  test.each(artifactTypeSchema.options)('%s is written from all of it, section by section', async (type) => {
    await open({ 'generation.contextTokens': BUDGET });
    const fractions: number[] = [];
    const row = await bench.write(type, { progress: (fraction) => fractions.push(fraction) });
    expect(artifactContentSchemas[type].safeParse(row.content).success).toBe(true);
    const { sections } = row.provenance;
    expect(sections.length).toBeGreaterThan(3);
    expect(sections.every((section) => section.covered)).toBe(true);
    expect([sections[0]?.startMs, sections.at(-1)?.endMs]).toEqual([0, sentences(SENTENCES).at(-1)?.endMs]);
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
    expect(fractions.at(-1)).toBe(1);
    expect(idsSent()).toEqual(sentences(SENTENCES).map(({ id }) => id));
  });

  test('keeps to the preset as a whole', async () => {
    await open({ 'generation.contextTokens': BUDGET });
    const cards = flashcardsSchema.parse((await bench.write('flashcards')).content);
    expect(cards.cards.length).toBeLessThanOrEqual(25);
    const summary = summarySchema.parse((await bench.write('summary')).content);
    expect(wordsOfSummary(summary)).toBeLessThanOrEqual(800);
    const outline = outlineSchema.parse((await bench.write('outline')).content);
    expect(outline.nodes.length).toBeLessThanOrEqual(10);
  });

  test('asks every section for its share', async () => {
    await open({ 'generation.contextTokens': BUDGET });
    await bench.write('flashcards');
    const asked = bench
      .sent()
      .map(({ instructions }) => Number(/Write (\d+) flashcards/.exec(instructions)?.[1]));
    expect(Math.max(...asked)).toBeLessThan(13);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(25);
  });

  test('pays each section once: what was answered before an interruption is not sent again', async () => {
    await open({ 'generation.contextTokens': BUDGET });
    bench.simulator.faults.add({
      endpoint: 'responses',
      nth: 3,
      fault: { kind: 'server-error', status: 500 },
    });
    expect((await rejectionOf(bench.run('key-terms'))).class).toBe('retryable');
    expect(bench.simulator.ledger.entries).toHaveLength(3);
    const { provenance } = await bench.write('key-terms');
    expect(bench.simulator.ledger.entries).toHaveLength(provenance.sections.length + 1);
    expect(bench.simulator.ledger.paidTwice()).toEqual([]);
  });

  test('merges a summary by a call of its own, from notes that carry their ids', async () => {
    await open({ 'generation.contextTokens': BUDGET });
    const row = await bench.write('summary');
    const merge = bench.sent().at(-1);
    expect(merge?.instructions).toContain(`worked on in ${row.provenance.sections.length} sections`);
    expect(merge?.input).toMatch(/^\[s\d+\] /m);
    expect(bench.sent()).toHaveLength(row.provenance.sections.length + 1);
    expect(row.provenance.promptVersion).toBe('shared 1, summary 1, merge 1');
  });

  test('merges in groups when the notes do not fit either', async () => {
    await open({ 'generation.contextTokens': 2_200 });
    const { provenance } = await bench.write('summary');
    const merges = bench.sent().filter(({ instructions }) => instructions.includes('One from many'));
    expect(merges.length).toBeGreaterThan(1);
    expect(provenance.sections.every((section) => section.covered)).toBe(true);
  });

  test('gets smaller sections when the server takes less than was thought', async () => {
    await open({ 'generation.contextTokens': null });
    bench.simulator.faults.add({ endpoint: 'responses', count: 2, fault: { kind: 'too-long' } });
    const { provenance } = await bench.write('flashcards');
    expect(provenance.sections.length).toBeGreaterThanOrEqual(4);
    expect(bench.ledger.spentOn('a').calls).toBe(provenance.sections.length);
  });
});

test('a lecture that fits goes in one request', async () => {
  await open({ 'generation.contextTokens': null });
  expect((await bench.write('summary')).provenance.sections).toHaveLength(1);
  expect(bench.sent()).toHaveLength(1);
});

test('a budget that the instructions fill is said to be too small', async () => {
  await open({ 'generation.contextTokens': 2_000 });
  const small = await openGenerationBench(temporaryFolder(), {
    segments: sentences(SENTENCES),
    settings: { 'generation.contextTokens': 2_000 },
    lecture: { title: 'A very long title '.repeat(200) },
  });
  const failure = await rejectionOf(small.run('exam-questions'));
  await small.close();
  expect(failure).toMatchObject({
    code: 'CONTEXT_TOO_SMALL',
    class: 'needs-user',
    remedy: { target: 'generation.contextTokens' },
  });
});

/** Ids of all transcript lines that were sent, in order, those of merges left out. */
function idsSent(): readonly string[] {
  return bench
    .sent()
    .filter(({ instructions }) => !instructions.includes('One from many'))
    .flatMap(({ input }) => [...input.matchAll(/^\[(s\d+)\] /gm)].map(([, id = '']) => id));
}
