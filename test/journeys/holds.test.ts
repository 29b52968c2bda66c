import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import {
  expectPlain,
  going,
  startFaultBench,
  stageOf,
  type FaultBench,
} from '../support/core/fault-bench.ts';
import { startTestCore } from '../support/core/test-core.ts';

/** Why work stands still, and that it goes on: by itself, or by the one thing a person was asked for. */

let bench: FaultBench;

beforeAll(async () => {
  bench = await startFaultBench();
}, 120_000);

afterAll(() => bench.stop());

describe('the server', () => {
  test('gone and back: held without an attempt, then on by itself and in order', async () => {
    const gone = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
    await gone.stop();
    const lecture = await bench.go('transcription', [], { 'transcription.concurrency': 1 }, gone);

    const held = await lecture.untilHeld('transcription');

    expect(held).toMatchObject({ hold: 'offline', error: { code: 'PROVIDER_UNREACHABLE' } });
    expectPlain(held.error);
    expect(await lecture.job('transcription')).toMatchObject({ status: 'queued', attempts: 0 });
    const back = await startSimulator({
      port: Number(new URL(gone.url).port),
      latency: NO_LATENCY,
      decoder: 'wasm',
    });
    onTestFinished(() => back.stop());
    await lecture.everyWord();
    const answers = back.ledger.entries.filter((entry) => entry.endpoint === 'transcriptions');
    expect(plainWords(answers.map((entry) => entry.answer ?? '').join(' '))).toEqual(
      bench.recording.plan.words.map((word) => word.word),
    );
    expect(answers).toHaveLength(bench.pieces);
    expect((await lecture.job('transcription')).attempts).toBe(1);
  });

  test('gone in the middle: what was in flight is sent again, nothing else', async () => {
    const first = await startSimulator({ latency: { speed: 60 }, decoder: 'wasm' });
    const lecture = await bench.go('transcription', [], { 'transcription.concurrency': 2 }, first);
    await lecture.until(lecture.lectureId, (view) => stageOf(view, 'transcription').done > 0);
    const answered = first.ledger.entries.filter(
      (entry) => entry.status === 200 && entry.endpoint === 'transcriptions',
    );
    await first.stop();
    const second = await startSimulator({
      port: Number(new URL(first.url).port),
      latency: NO_LATENCY,
      decoder: 'wasm',
    });
    onTestFinished(() => second.stop());

    await lecture.everyWord();

    const again = second.ledger.entries.filter((entry) => entry.endpoint === 'transcriptions');
    expect(again.length).toBeLessThanOrEqual(bench.pieces - answered.length + 1);
    const done = new Set(answered.slice(0, -1).map((entry) => entry.contentSha256));
    expect(again.filter((entry) => done.has(entry.contentSha256))).toEqual([]);
  });

  test('that takes only two requests at a time still gets all of them, slowly', async () => {
    const narrow = await startSimulator({
      latency: { speed: 100, textBaseMs: 100, textTokenMs: 0 },
      limits: { concurrent: 2 },
      decoder: 'wasm',
    });
    onTestFinished(() => narrow.stop());
    const lecture = await bench.go('transcription', [], { 'transcription.concurrency': 4 }, narrow);

    await lecture.everyWord();

    expect(narrow.ledger.entries.filter((entry) => entry.status === 429).length).toBeLessThan(12);
    expect((await lecture.job('transcription')).attempts).toBe(1);
    expect((await lecture.job('generation')).attempts).toBe(1);
    expect(narrow.ledger.paidTwice()).toEqual([]);
  });
});

describe('a person', () => {
  test('with a wrong key gives the right one, and work goes on', async () => {
    const wrong = { url: bench.simulator.url, apiKey: 'sk-simulator-not-this-one' };
    const lecture = await bench.go('transcription', [], {}, wrong);
    const held = await lecture.untilHeld('transcription');
    expect(held).toMatchObject({
      hold: 'needs-user',
      error: { code: 'KEY_REFUSED', remedy: { action: 'enter-key' } },
    });
    expect(JSON.stringify(held)).not.toContain('not-this-one');

    await lecture.ask('set-secret', {
      name: 'provider.apiKey',
      value: bench.simulator.apiKey,
      place: 'session',
    });

    await lecture.everyWord();
    expect((await lecture.job('transcription')).attempts).toBe(1);
  });

  test('without a key gives one, and work goes on', async () => {
    const lecture = await bench.go('transcription', [], {}, { url: bench.simulator.url, apiKey: null });
    const held = await lecture.untilHeld('transcription');
    expect(held).toMatchObject({ hold: 'needs-user', error: { code: 'KEY_NOT_AVAILABLE' } });

    await lecture.ask('set-secret', {
      name: 'provider.apiKey',
      value: bench.simulator.apiKey,
      place: 'session',
    });

    await lecture.everyWord();
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces);
  });

  test('with an unknown model chooses another, and work goes on', async () => {
    const { home, lectureId } = await bench.prepare('transcription');
    const core = await startTestCore({ home, provider: bench.simulator });
    onTestFinished(() => core.stop());
    const lecture = going(core, lectureId, bench.recording);
    bench.simulator.ledger.clear();
    await core.ask('set-settings', { settings: { 'transcription.model': 'gpt-0-whisper' } });
    await core.ask('resume-stage', { stage: 'transcription' });
    const held = await lecture.untilHeld('transcription');
    expect(held).toMatchObject({
      hold: 'needs-user',
      error: { code: 'MODEL_UNKNOWN', remedy: { action: 'choose-model' } },
    });
    expect(bench.calls('transcriptions')).toHaveLength(1);

    await core.ask('set-settings', { settings: { 'transcription.model': 'gpt-transcribe' } });

    await lecture.everyWord();
    expect(bench.calls('transcriptions')).toHaveLength(bench.pieces + 1);
  });

  test('who named an unknown model for one lecture holds that lecture alone', async () => {
    const core = await startTestCore({ home: join(bench.folder, 'named'), provider: bench.simulator });
    onTestFinished(() => core.stop());
    bench.simulator.ledger.clear();
    const take = async (transcriptionModel: string) => {
      const choice = { transcriptionModel, duplicate: 'again' as const };
      const { outcomes } = await core.ask('import-lectures', { paths: [bench.recording.path], choice });
      return outcomes[0]?.outcome === 'imported' ? outcomes[0].lectureId : '';
    };
    const unknown = going(core, await take('no-such-model'), bench.recording);
    const other = going(core, await take('gpt-transcribe'), bench.recording);

    const held = await unknown.untilHeld('transcription');

    expect(held).toMatchObject({ hold: 'needs-user', error: { code: 'MODEL_UNKNOWN' } });
    await other.everyWord();
    expect(await core.ask('await-settled', {})).toMatchObject({ held: true });
    expect(bench.calls('transcriptions').filter((entry) => entry.model === 'no-such-model')).toHaveLength(1);
    bench.simulator.models.set({ id: 'no-such-model', kind: 'transcription' });
    onTestFinished(() => bench.simulator.models.remove('no-such-model'));
    await core.ask('try-now', { lectureId: unknown.lectureId });
    await unknown.everyWord();
  });

  test('pauses a stage over a restart and lets it go', async () => {
    const { home, lectureId } = await bench.prepare('generation');
    const paused = await startTestCore({ home, provider: bench.simulator });
    bench.simulator.ledger.clear();
    const view = await paused.until(lectureId, (one) => one.status === 'waiting');
    expect(stageOf(view, 'generation')).toMatchObject({ hold: 'paused', error: null });
    expect((await paused.ask('get-library', {})).library.pausedStages).toEqual(['generation']);
    expect(await paused.ask('await-settled', {})).toMatchObject({ held: true });
    await paused.stop();
    expect(bench.calls('responses')).toHaveLength(0);
    const core = await startTestCore({ home, provider: bench.simulator });
    onTestFinished(() => core.stop());

    await core.ask('resume-stage', { stage: 'generation' });

    await going(core, lectureId, bench.recording).everyWord();
  });

  test('does not wait for the next try, but tries now', async () => {
    const lecture = await bench.go(
      'transcription',
      [{ endpoint: 'transcriptions', fault: { kind: 'server-error', status: 500 } }],
      { 'jobs.backoffBaseMs': 600_000, 'jobs.backoffCapMs': 600_000 },
    );
    const waiting = await lecture.until(
      lecture.lectureId,
      (view) => view.status === 'waiting' && stageOf(view, 'transcription').hold === 'retry-at',
    );
    expect(stageOf(waiting, 'transcription')).toMatchObject({ error: { code: 'PROVIDER_ERROR' } });
    expect(stageOf(waiting, 'transcription').retryAt).not.toBeNull();

    await lecture.ask('try-now', { lectureId: lecture.lectureId });

    await lecture.everyWord();
  });
});

describe('cancelling', () => {
  test.for(['transcription', 'generation'] as const)(
    '%s takes a second at most and keeps what is done; going on pays for the rest alone',
    async (stage) => {
      const slow = await startSimulator({
        latency: { speed: 60, textBaseMs: 600, textTokenMs: 0 },
        decoder: 'wasm',
      });
      onTestFinished(() => slow.stop());
      const one = { 'transcription.concurrency': 1, 'generation.concurrency': 1 };
      const lecture = await bench.go(stage, [], one, slow);
      await lecture.until(lecture.lectureId, (view) => stageOf(view, stage).done > 0);
      const job = await lecture.job(stage);
      const from = performance.now();

      await lecture.ask('cancel-jobs', { jobIds: [job.id] });

      expect(performance.now() - from).toBeLessThan(1_500);
      expect(await lecture.job(stage)).toMatchObject({ status: 'cancelled' });
      const view = await lecture.until(
        lecture.lectureId,
        (now) => stageOf(now, stage).status === 'cancelled',
      );
      expect(view.status).toBe(stage === 'transcription' ? 'failed' : 'partial');
      const kept = stageOf(view, stage).done;
      expect(kept).toBeGreaterThan(0);
      slow.ledger.clear();
      slow.setLatency(NO_LATENCY);
      await lecture.ask('replay-stage', { lectureId: lecture.lectureId, stage, confirmed: true });
      await lecture.until(lecture.lectureId, (now) => now.status === 'ready');
      await lecture.everyWord();
      const endpoint = stage === 'transcription' ? 'transcriptions' : 'responses';
      const all = stage === 'transcription' ? bench.pieces : 5;
      expect(slow.ledger.entries.filter((entry) => entry.endpoint === endpoint)).toHaveLength(all - kept);
    },
  );
});

describe('the fallback model', () => {
  test('takes over by itself while the breaker of the main one is open, and that is recorded', async () => {
    const lecture = await bench.go(
      'generation',
      [
        {
          endpoint: 'responses',
          model: 'gpt-6-luna',
          count: 'always',
          fault: { kind: 'server-error', status: 503 },
        },
      ],
      { 'breaker.minFailures': 3, 'breaker.openMs': 30_000, 'breaker.openCapMs': 30_000 },
    );

    await lecture.everyWord();

    const { artifacts } = await lecture.ask('get-lecture-detail', { lectureId: lecture.lectureId });
    expect(artifacts).toHaveLength(5);
    for (const artifact of artifacts)
      expect(artifact).toMatchObject({ model: 'gpt-6.1-terra', usedFallback: true });
  });

  test('takes over by hand', async () => {
    const lecture = await bench.go('generation', [], {
      'generation.fallbackModel': 'gpt-5-mini',
      'generation.useFallback': true,
    });

    await lecture.everyWord();

    expect(new Set(bench.calls('responses').map((entry) => entry.model))).toEqual(new Set(['gpt-5-mini']));
    const { artifacts } = await lecture.ask('get-lecture-detail', { lectureId: lecture.lectureId });
    expect(artifacts.every((artifact) => artifact.usedFallback)).toBe(true);
  });
});

describe('the price', () => {
  test.for([
    { key: 'cost.ceiling', code: 'COST_CEILING' },
    { key: 'cost.monthlyCeiling', code: 'COST_MONTH_CEILING' },
  ] as const)('over $key holds before anything is sent; a higher one lets go', async ({ key, code }) => {
    const { home, lectureId } = await bench.prepare('transcription');
    const core = await startTestCore({ home, provider: bench.simulator });
    onTestFinished(() => core.stop());
    const lecture = going(core, lectureId, bench.recording);
    bench.simulator.ledger.clear();
    await core.ask('set-settings', { settings: { [key]: 0.000_001 } });
    await core.ask('resume-stage', { stage: 'transcription' });

    const held = await lecture.untilHeld('transcription');

    expect(held).toMatchObject({
      hold: 'budget',
      error: { code, remedy: { action: 'raise-ceiling', target: key } },
    });
    expectPlain(held.error);
    expect(bench.calls('transcriptions')).toHaveLength(0);
    expect(await core.ask('await-settled', {})).toMatchObject({ held: true });
    await core.ask('set-settings', { settings: { [key]: 50 } });
    await lecture.everyWord();
    expect((await lecture.job('transcription')).attempts).toBe(1);
  });

  test('that is not known is asked about once under a ceiling', async () => {
    const { home, lectureId } = await bench.prepare('transcription');
    const core = await startTestCore({ home, provider: bench.simulator });
    onTestFinished(() => core.stop());
    const lecture = going(core, lectureId, bench.recording);
    bench.simulator.ledger.clear();
    await core.ask('set-settings', { settings: { 'cost.ceiling': 5, 'transcription.model': 'ruler-times' } });
    await core.ask('resume-stage', { stage: 'transcription' });
    const held = await lecture.untilHeld('transcription');
    expect(held).toMatchObject({
      hold: 'budget',
      error: { code: 'COST_UNKNOWN', remedy: { action: 'confirm-cost' } },
    });
    expectPlain(held.error);
    expect(bench.calls('transcriptions')).toHaveLength(0);

    await core.ask('confirm-cost', { lectureId });

    await lecture.everyWord();
    expect((await lecture.settled(lectureId)).cost.actual).toBeNull();
  });

  test('that is not known can be entered, and work goes on', async () => {
    const { home, lectureId } = await bench.prepare('transcription');
    const core = await startTestCore({ home, provider: bench.simulator });
    onTestFinished(() => core.stop());
    const lecture = going(core, lectureId, bench.recording);
    await core.ask('set-settings', { settings: { 'cost.ceiling': 5, 'transcription.model': 'ruler-times' } });
    await core.ask('resume-stage', { stage: 'transcription' });
    await lecture.untilHeld('transcription');

    const prices = await core.ask('get-prices', {});
    const perMinute = {
      ...{ model: 'ruler-times', perAudioMinute: 0.01, perMillionInputTokens: null },
      ...{ perMillionOutputTokens: null, longContext: null },
    };
    await core.ask('set-prices', { ...prices, models: [...prices.models, perMinute] });

    await lecture.everyWord();
    expect((await lecture.settled(lectureId)).cost.actual).toBeGreaterThan(0);
  });
});

test('storage that is gone holds everything and loses nothing; when it is back work goes on by itself', async () => {
  const { home, lectureId } = await bench.prepare('transcription');
  const elsewhere = join(home, '..', `elsewhere-${lectureId}`);
  await rename(join(home, 'objects'), elsewhere);
  const core = await startTestCore({
    home,
    provider: bench.simulator,
    settings: { 'storage.folder': elsewhere },
  });
  onTestFinished(() => core.stop());
  const lecture = going(core, lectureId, bench.recording);
  bench.simulator.ledger.clear();
  await rename(elsewhere, `${elsewhere}-unplugged`);
  await core.ask('resume-stage', { stage: 'transcription' });

  const held = await lecture.untilHeld('transcription');

  expect(held).toMatchObject({ status: 'waiting', hold: 'storage-down' });
  expectPlain(held.error);
  await rename(`${elsewhere}-unplugged`, elsewhere);
  await lecture.everyWord();
  expect(await core.ask('check-integrity', { deep: true })).toMatchObject({ status: 'ok', problems: [] });
  expect(bench.paidAgain()).toBe(0);
});
