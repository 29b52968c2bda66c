import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  artifactTypeSchema,
  examQuestionsSchema,
  summarySchema,
} from '../../../preload/contract/artifact.ts';
import { citedIds } from '../../../main/pipeline/generation/cited-ids.ts';
import {
  openGenerationBench,
  sentences,
  type BenchOptions,
  type GenerationBench,
} from '../../support/generation-bench.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let bench: GenerationBench;

beforeEach(async () => {
  bench = await openGenerationBench(temporaryFolder());
});

afterEach(async () => {
  await bench.close();
});

async function reopen(options: BenchOptions): Promise<void> {
  await bench.close();
  bench = await openGenerationBench(temporaryFolder(), options);
}

describe('an answer that cannot be used', () => {
  test.each([
    ['refusal', 'GENERATION_REFUSED', 'It was a refusal'],
    ['incomplete', 'GENERATION_INCOMPLETE', 'It was cut off'],
    ['wrong-schema', 'GENERATION_INVALID', 'expected'],
  ] as const)('%s is repaired once, then fails plainly', async (kind, code, complaint) => {
    bench.simulator.faults.add({ endpoint: 'responses', count: 'always', fault: { kind } });
    const failure = await rejectionOf(bench.run('flashcards'));
    expect(failure).toMatchObject({ code, class: 'fatal' });
    expect(bench.sent()).toHaveLength(2);
    expect(bench.sent()[0]?.instructions).not.toContain('Once more');
    expect(bench.sent()[1]?.instructions).toContain('Once more');
    expect(bench.sent()[1]?.instructions).toContain(complaint);
  });

  test.each(['refusal', 'incomplete', 'wrong-schema'] as const)(
    'a repair that succeeds after %s is the artifact, and both answers are kept and counted',
    async (kind) => {
      bench.simulator.faults.add({ endpoint: 'responses', fault: { kind } });
      const row = await bench.write('exam-questions');
      expect(examQuestionsSchema.parse(row.content).questions.length).toBeGreaterThan(0);
      expect(bench.ledger.spentOn('a')).toMatchObject({ calls: 2 });
      expect(row.provenance.costMicroUsd).toBe(bench.ledger.spentOn('a').actualMicroUsd);
    },
  );

  test('broken JSON in the text is complained of and quoted line by line', async () => {
    bench.simulator.faults.add({ endpoint: 'responses', fault: { kind: 'broken-json', in: 'output' } });
    await bench.write('summary');
    expect(bench.sent()[1]?.instructions).toContain('It was not JSON of the given schema.');
    expect(bench.sent()[1]?.input).toMatch(/Your last answer:\n> /);
  });

  test('after a failure a retry asks afresh, once more with one repair, and does not read the old answers for ever', async () => {
    const stop = bench.simulator.faults.add({
      endpoint: 'responses',
      count: 'always',
      fault: { kind: 'refusal' },
    });
    await rejectionOf(bench.run('summary'));
    await rejectionOf(bench.run('summary'));
    expect(bench.sent()).toHaveLength(4);
    stop();
    const row = await bench.write('summary');
    expect(summarySchema.parse(row.content).sections.length).toBeGreaterThan(0);
    expect(bench.sent()).toHaveLength(5);
  });

  test("a broken server is the queue's to retry: nothing is repaired", async () => {
    bench.simulator.faults.add({ endpoint: 'responses', fault: { kind: 'server-error', status: 503 } });
    const failure = await rejectionOf(bench.run('summary'));
    expect(failure.class).toBe('retryable');
    expect(bench.simulator.ledger.entries).toHaveLength(1);
  });

  test('is not asked for again when the work stops before its repair', async () => {
    bench.simulator.faults.add({ endpoint: 'responses', nth: 1, fault: { kind: 'refusal' } });
    bench.simulator.faults.add({ endpoint: 'responses', fault: { kind: 'server-error', status: 500 } });
    expect((await rejectionOf(bench.run('summary'))).class).toBe('retryable');
    await bench.write('summary');
    expect(bench.sent().map(({ instructions }) => instructions.includes('Once more'))).toEqual([
      ...[false, true, true],
    ]);
    expect(bench.simulator.ledger.paidTwice()).toEqual([]);
  });

  test('in small things is repaired too, and kept when its repair comes to nothing', async () => {
    const rambling = `It ${'goes on and '.repeat(30)}on.`;
    await reopen({ segments: sentences(20).map((segment) => ({ ...segment, text: rambling })) });
    bench.simulator.faults.add({ endpoint: 'responses', nth: 2, fault: { kind: 'refusal' } });
    const { content } = await bench.write('exam-questions');
    expect(bench.sent()).toHaveLength(2);
    expect(bench.sent()[1]?.instructions).toContain('Some sentences are too long.');
    expect(examQuestionsSchema.parse(content).questions.length).toBeGreaterThan(0);
  });

  test('hostile content comes out as plain, bounded text under our own ids, citing only what exists', async () => {
    const known = new Set(sentences(40).map(({ id }) => id));
    bench.simulator.faults.add({ endpoint: 'responses', count: 'always', fault: { kind: 'hostile' } });
    const rows = [];
    for (const type of artifactTypeSchema.options) rows.push(await bench.write(type));
    for (const { content } of rows) {
      const text = JSON.stringify(content);
      expect(text.length).toBeLessThan(400_000);
      expect(text).not.toMatch(/[\u202A-\u202E]|\\u0000/);
      for (const id of citedIds(content)) expect(known.has(id)).toBe(true);
    }
    expect(JSON.stringify(rows[0]?.content)).toContain('<script>');
  });
});
