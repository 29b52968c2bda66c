import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
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
import { startTestCore } from '../support/core/test-core.ts';

/** Every fault a server can play while a lecture is transcribed, and where the lecture then stands. */

let bench: FaultBench;

beforeAll(async () => {
  bench = await startFaultBench();
}, 120_000);

afterAll(() => bench.stop());

/** One request at a time, so that every request can be told. */
const oneByOne: Partial<Settings> = { 'transcription.concurrency': 1 };

const passing: readonly {
  readonly name: string;
  readonly fault: Fault;
  readonly times?: number;
  /** Attempts that the unlucky piece uses up. */
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
  { name: 'broken JSON', fault: { kind: 'broken-json' }, used: 2 },
];

describe('what passes by itself', () => {
  test.for(passing)('$name', async ({ fault, times = 1, used, settings }) => {
    const rule = onOneContent({ endpoint: 'transcriptions', count: times, fault });
    const going = await bench.go('transcription', [rule], { ...oneByOne, ...settings });

    await going.everyWord();

    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + times);
    expect(await going.job('transcription')).toMatchObject({
      status: 'completed',
      attempts: used,
      error: null,
    });
    expect(bench.paidAgain()).toBeLessThanOrEqual(bench.spoiled());
  });

  test('a reset while the sound is sent', async () => {
    const fault = { kind: 'reset', at: 'upload' } as const;
    const going = await bench.go('transcription', [{ endpoint: 'transcriptions', nth: 2, fault }]);

    await going.everyWord();

    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 1);
    expect(bench.paidAgain()).toBe(0);
  });

  test('one answer without text, and one that goes round in circles', async () => {
    const going = await bench.go('transcription', [
      { endpoint: 'transcriptions', nth: 1, fault: { kind: 'empty-text' } },
      { endpoint: 'transcriptions', nth: 3, fault: { kind: 'loop' } },
    ]);

    await going.everyWord();

    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 2);
    expect((await going.job('transcription')).attempts).toBe(1);
    const lecture = await going.settled(going.lectureId);
    expect(lecture.transcript?.segments.flatMap((segment) => segment.flags)).not.toContain('loop');
  });

  test('a passage that is too long, and one that is too large: each is split and heard whole', async () => {
    const going = await bench.go('transcription', [
      { endpoint: 'transcriptions', nth: 1, fault: { kind: 'too-long' } },
      { endpoint: 'transcriptions', nth: 2, fault: { kind: 'too-large' } },
    ]);

    await going.everyWord();

    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 4);
    expect((await going.job('transcription')).attempts).toBe(1);
    expect(bench.paidAgain()).toBe(0);
  });
});

describe('Retry-After is never undercut', () => {
  test.for([
    { name: 'in seconds', after: () => ({ retryAfterSeconds: 2 }) },
    { name: 'as a date', after: () => ({ retryAfterDate: new Date(Date.now() + 3_000).toUTCString() }) },
  ])('$name', async ({ after }) => {
    const fault = { kind: 'rate-limit', ...after() } as const;
    const going = await bench.go('transcription', [{ endpoint: 'transcriptions', fault }], oneByOne);

    await going.everyWord();

    const [refused, next] = bench.calls('transcriptions');
    expect(refused?.status).toBe(429);
    // A date has whole seconds only.
    const leastMs = 'retryAfterDate' in fault ? 1_500 : 2_000;
    expect((next?.startMs ?? 0) - (refused?.endMs ?? Infinity)).toBeGreaterThanOrEqual(leastMs);
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 1);
  });

  test("by a lecture's own model, too", async () => {
    const core = await startTestCore({ home: join(bench.folder, 'own-model'), provider: bench.simulator });
    onTestFinished(() => core.stop());
    bench.simulator.ledger.clear();
    const fault = { kind: 'rate-limit', retryAfterSeconds: 2 } as const;
    bench.simulator.faults.add({ endpoint: 'transcriptions', count: 1, fault });
    const choice = { transcriptionModel: 'ruler-times' };
    const { outcomes } = await core.ask('import-lectures', { paths: [bench.recording.path], choice });
    const lectureId = outcomes[0]?.outcome === 'imported' ? outcomes[0].lectureId : '';

    expect((await core.settled(lectureId)).status).toBe('ready');

    const [refused, ...others] = bench.calls('transcriptions');
    const later = others.filter((entry) => entry.startMs > (refused?.endMs ?? Infinity));
    expect(later.length).toBeGreaterThan(0);
    for (const entry of later) expect(entry.startMs - (refused?.endMs ?? 0)).toBeGreaterThanOrEqual(2_000);
  });
});

/** What needs a person or the world: one request, then everything of the kind is held with its remedy. */
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
    const everywhere = (['transcriptions', 'models'] as const).map((endpoint) => ({
      ...{ endpoint, fault },
      count: 'always' as const,
    }));
    const going = await bench.go('transcription', everywhere, oneByOne);

    const held = await going.untilHeld('transcription');

    expect(held).toMatchObject({ status: 'waiting', hold, error: { code, remedy: { action } } });
    expectPlain(held.error);
    expect(bench.calls('transcriptions')).toHaveLength(1);
    expect(await going.job('transcription')).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await going.ask('await-settled', { lectureIds: [going.lectureId] })).toMatchObject({ held: true });
    bench.simulator.faults.clear();
    await going.ask('try-now', {});
    await going.everyWord();
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 1);
    expect(bench.paidAgain()).toBe(0);
  });

  test('a captive portal ends by itself once somebody has signed in', async () => {
    const going = await bench.go('transcription', [{ count: 'always', fault: { kind: 'captive-portal' } }]);
    await going.untilHeld('transcription');

    bench.simulator.faults.clear();

    await going.everyWord();
    expect(bench.paidAgain()).toBe(0);
  });
});

describe('what never works', () => {
  test.for([
    { name: 'errors of the server', fault: { kind: 'server-error', status: 500 } as const, calls: 3 },
    { name: 'resets', fault: { kind: 'reset', at: 'answer' } as const, calls: 3 },
    { name: 'answers of another shape', fault: { kind: 'broken-json' } as const, calls: 2 },
  ])('for one passage ($name) leaves a gap that can be redone', async ({ fault, calls }) => {
    const rule = onOneContent({ endpoint: 'transcriptions', count: 'always', fault });
    const going = await bench.go('transcription', [rule], { 'jobs.maxAttempts': 3 });

    const lecture = await going.settled(going.lectureId);

    expect(lecture.status).toBe('partial');
    expect(lecture.transcript?.gaps).toHaveLength(1);
    expect(lecture.transcript?.coverage).toBeLessThan(1);
    expect(lecture.artifacts).toHaveLength(5);
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces - 1 + calls);
    bench.simulator.faults.clear();
    await going.ask('redo-gaps', { lectureId: going.lectureId });
    await going.until(going.lectureId, (view) => view.status === 'ready');
    await going.everyWord();
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + calls);
    expect(bench.paidAgain()).toBeLessThanOrEqual(bench.spoiled());
  });

  test('for all passages fails the lecture with the cause; a retry begins where it stood', async () => {
    const fault = { kind: 'server-error', status: 500 } as const;
    const going = await bench.go(
      'transcription',
      [{ endpoint: 'transcriptions', nth: 2, count: 'always', fault }],
      {
        ...oneByOne,
        'jobs.maxAttempts': 2,
        'breaker.minFailures': 1_000,
        'jobs.failFast': true,
      },
    );

    const failed = await going.until(going.lectureId, (view) => view.status === 'failed');

    const error = failed.stages[1]?.error ?? null;
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', remedy: { action: 'retry' } });
    expectPlain(error);
    expect(bench.calls('transcriptions')).toHaveLength(2);
    bench.simulator.faults.clear();
    await going.ask('retry-jobs', { allFailed: true });
    await going.until(going.lectureId, (view) => view.status === 'ready');
    await going.everyWord();
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 1);
    expect(bench.paidAgain()).toBe(0);
  });

  test('because every length is too long ends in bounded work and a plain failure', async () => {
    const fault = { kind: 'too-long' } as const;
    const going = await bench.go('transcription', [{ endpoint: 'transcriptions', count: 'always', fault }]);

    const failed = await going.until(going.lectureId, (view) => view.status === 'failed');

    const error = failed.stages[1]?.error ?? null;
    expect(error).toMatchObject({ code: 'PIECE_CANNOT_SPLIT', remedy: { action: 'choose-model' } });
    expectPlain(error);
    // Down to pieces of five seconds, a binary tree has at most twice as many nodes as leaves.
    expect(bench.calls('transcriptions').length).toBeLessThanOrEqual(2 * (75 / 5));
    expect(bench.simulator.ledger.entries.some((entry) => entry.billed)).toBe(false);
  });
});

describe('what is not believed', () => {
  test.for([
    { kind: 'loop', flag: 'loop' },
    { kind: 'empty-text', flag: null },
    { kind: 'hostile', flag: null },
  ] as const)('$kind for good: asked twice at most, kept and shown', async ({ kind, flag }) => {
    const rule = onOneContent({ endpoint: 'transcriptions', count: 'always', fault: { kind } });
    const going = await bench.go('transcription', [rule]);

    const lecture = await going.settled(going.lectureId);

    expect(['ready', 'partial']).toContain(lecture.status);
    expect(bench.calls('transcriptions').length).toBeLessThanOrEqual(bench.pieces + 1);
    const segments = lecture.transcript?.segments ?? [];
    if (flag !== null) expect(segments.flatMap((segment) => segment.flags)).toContain(flag);
    if (kind === 'empty-text') expect(lecture.transcript?.coverage).toBeLessThan(1);
    for (const { start, end, text } of segments) {
      expect(end - start).toBeLessThanOrEqual(15);
      expect(text).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    }
    expect(lecture.artifacts).toHaveLength(5);
    expect(lecture.exports.length).toBeGreaterThan(0);
  });
});
