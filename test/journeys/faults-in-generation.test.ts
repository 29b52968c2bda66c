import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../preload/contract/failure.ts';
import type { StageView } from '../../preload/contract/lecture.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import type { Fault } from '../simulator/faults.ts';
import {
  expectPlain,
  impatient,
  onOneContent,
  startFaultBench,
  type FaultBench,
} from '../support/core/fault-bench.ts';

/** Every fault a server can play while material is written, and where the lecture then stands. */

let bench: FaultBench;

beforeAll(async () => {
  bench = await startFaultBench();
}, 120_000);

afterAll(() => bench.stop());

const oneByOne: Partial<Settings> = { 'generation.concurrency': 1 };
const ARTIFACTS = 5;

const passing: readonly {
  readonly name: string;
  readonly fault: Fault;
  readonly times?: number;
  /** Attempts that the unlucky artifact uses up; a repair is part of its attempt. */
  readonly used: number;
  readonly settings?: Partial<Settings>;
}[] = [
  { name: '429 without a time', fault: { kind: 'rate-limit' }, times: 2, used: 1 },
  { name: '429 with Retry-After', fault: { kind: 'rate-limit', retryAfterSeconds: 1 }, used: 1 },
  ...([408, 409, 500, 502, 503, 504, 529] as const).map((status) => ({
    name: `status ${status}, twice`,
    fault: { kind: 'server-error', status } as const,
    times: 2,
    used: 3,
  })),
  { name: 'a reset before the answer', fault: { kind: 'reset', at: 'request' }, used: 2 },
  { name: 'a reset instead of the answer', fault: { kind: 'reset', at: 'answer' }, used: 2 },
  { name: 'a reset in the answer', fault: { kind: 'reset', at: 'body' }, used: 2 },
  { name: 'silence', fault: { kind: 'hang' }, used: 2, settings: impatient },
  { name: 'a truncated answer', fault: { kind: 'truncated-body' }, used: 2 },
  { name: 'a drip', fault: { kind: 'slow-drip', bytesPerSecond: 20 }, used: 2, settings: impatient },
];

describe('what passes by itself', () => {
  test.for(passing)('$name', async ({ fault, times = 1, used, settings }) => {
    const rule = onOneContent({ endpoint: 'responses', count: times, fault });
    const going = await bench.go('generation', [rule], { ...oneByOne, ...settings });

    await going.everyWord();

    expect((await going.settled(going.lectureId)).artifacts).toHaveLength(ARTIFACTS);
    expect(bench.calls('responses')).toHaveLength(ARTIFACTS + times);
    expect(bench.calls('transcriptions')).toHaveLength(0);
    expect(await going.job('generation')).toMatchObject({ status: 'completed', attempts: used, error: null });
    expect(bench.paidAgain()).toBeLessThanOrEqual(bench.spoiled());
  });

  test.for([
    { name: 'broken JSON', fault: { kind: 'broken-json' } },
    { name: 'broken JSON inside', fault: { kind: 'broken-json', in: 'output' } },
    { name: 'another schema', fault: { kind: 'wrong-schema' } },
    { name: 'a refusal', fault: { kind: 'refusal' } },
    { name: 'cut off', fault: { kind: 'incomplete' } },
    { name: 'empty', fault: { kind: 'empty-text' } },
    { name: 'a loop', fault: { kind: 'loop' } },
  ] as const)('one answer that cannot be used is repaired once: $name', async ({ fault }) => {
    const going = await bench.go('generation', [{ endpoint: 'responses', nth: 3, fault }], oneByOne);

    await going.everyWord();

    expect((await going.settled(going.lectureId)).artifacts).toHaveLength(ARTIFACTS);
    expect(bench.calls('responses')).toHaveLength(ARTIFACTS + 1);
    expect(await going.job('generation')).toMatchObject({ attempts: 1, error: null });
    expect(bench.paidAgain()).toBe(0);
  });

  test('a lecture that is too long for one request is written in sections', async () => {
    const fault = { kind: 'too-long' } as const;
    const going = await bench.go('generation', [{ endpoint: 'responses', nth: 2, fault }], oneByOne);

    await going.everyWord();

    const { artifacts } = await going.ask('get-lecture-detail', { lectureId: going.lectureId });
    expect(artifacts).toHaveLength(ARTIFACTS);
    expect(bench.calls('responses').length).toBeGreaterThan(ARTIFACTS + 1);
    expect(await going.job('generation')).toMatchObject({ attempts: 1, error: null });
    expect(bench.paidAgain()).toBe(0);
  });
});

const holding: readonly {
  readonly fault: Fault;
  readonly hold: StageView['hold'];
  readonly code: string;
  readonly action: Failure['remedy']['action'];
}[] = [
  { fault: { kind: 'insufficient-quota' }, hold: 'needs-user', code: 'NO_CREDIT', action: 'open-billing' },
  { fault: { kind: 'unauthorized' }, hold: 'needs-user', code: 'KEY_REFUSED', action: 'enter-key' },
  { fault: { kind: 'forbidden' }, hold: 'needs-user', code: 'PROVIDER_FORBIDDEN', action: 'open-settings' },
  { fault: { kind: 'model-not-found' }, hold: 'needs-user', code: 'MODEL_UNKNOWN', action: 'choose-model' },
  { fault: { kind: 'captive-portal' }, hold: 'offline', code: 'ANSWER_NOT_API', action: 'check-network' },
];

describe('what holds', () => {
  test.for(holding)('$fault.kind: one request, a remedy, then on where it stood', async (expected) => {
    const { fault, hold, code, action } = expected;
    const everywhere = (['responses', 'models'] as const).map((endpoint) => ({
      ...{ endpoint, fault },
      count: 'always' as const,
    }));
    const going = await bench.go('generation', everywhere, oneByOne);

    const held = await going.untilHeld('generation');

    expect(held).toMatchObject({ status: 'waiting', hold, error: { code, remedy: { action } } });
    expectPlain(held.error);
    expect(bench.calls('responses')).toHaveLength(1);
    expect(await going.job('generation')).toMatchObject({ status: 'queued', attempts: 0 });
    bench.simulator.faults.clear();
    await going.ask('try-now', {});
    await going.everyWord();
    expect(bench.calls('responses')).toHaveLength(ARTIFACTS + 1);
    expect(bench.paidAgain()).toBe(0);
  });
});

describe('what never works for one artifact', () => {
  test.for([
    { name: 'a refusal', fault: { kind: 'refusal' }, code: 'GENERATION_REFUSED', calls: 2 },
    { name: 'cut off', fault: { kind: 'incomplete' }, code: 'GENERATION_INCOMPLETE', calls: 2 },
    { name: 'another schema', fault: { kind: 'wrong-schema' }, code: 'GENERATION_INVALID', calls: 2 },
    {
      name: 'broken JSON inside',
      fault: { kind: 'broken-json', in: 'output' },
      code: 'GENERATION_INVALID',
      calls: 2,
    },
    { name: 'broken JSON', fault: { kind: 'broken-json' }, code: 'GENERATION_INVALID', calls: 2 },
    {
      name: 'errors of the server',
      fault: { kind: 'server-error', status: 500 },
      code: 'PROVIDER_ERROR',
      calls: 3,
    },
  ] as const)('$name: the other four stand, and a retry makes the fifth', async (expected) => {
    const { fault, code, calls } = expected;
    const going = await bench.go(
      'generation',
      [{ endpoint: 'responses', contains: '"name":"flashcards"', count: 'always', fault }],
      { 'jobs.maxAttempts': 3 },
    );

    const lecture = await going.settled(going.lectureId);

    expect(lecture.status).toBe('partial');
    expect(lecture.artifacts.map((artifact) => artifact.type)).not.toContain('flashcards');
    expect(lecture.artifacts).toHaveLength(ARTIFACTS - 1);
    const { error } = await going.job('generation');
    expect(error).toMatchObject({ code });
    expectPlain(error);
    expect(bench.calls('responses')).toHaveLength(ARTIFACTS - 1 + calls);
    const paidBefore = bench.paidAgain();
    bench.simulator.faults.clear();
    await going.ask('retry-jobs', { allFailed: true });
    await going.until(going.lectureId, (view) => view.status === 'ready');
    expect((await going.settled(going.lectureId)).artifacts).toHaveLength(ARTIFACTS);
    expect(bench.calls('responses')).toHaveLength(ARTIFACTS + calls);
    // What failed is asked for afresh; what was done is not.
    expect(bench.paidAgain() - paidBefore).toBeLessThanOrEqual(1);
  });

  test('hostile content comes out as material and files without anything live in them', async () => {
    const going = await bench.go('generation', [
      { endpoint: 'responses', count: 'always', fault: { kind: 'hostile' } },
    ]);

    const lecture = await going.settled(going.lectureId);

    expect(bench.calls('responses').length).toBeLessThanOrEqual(2 * ARTIFACTS);
    for (const artifact of lecture.artifacts) expect(JSON.stringify(artifact)).not.toMatch(/\\u202[A-E]/i);
    expect(lecture.exports.map((one) => one.format).toSorted()).toEqual(['csv', 'html', 'md', 'srt']);
  });
});
