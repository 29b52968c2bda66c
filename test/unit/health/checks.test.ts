import { describe, expect, test } from 'vitest';
import type { HealthCheckName, HealthStatus } from '../../../preload/contract/health.ts';
import { checkHealth, worst, type Check } from '../../../main/health/check-health.ts';
import {
  databaseCheck,
  mediaEngineCheck,
  networkCheck,
  queueCheck,
} from '../../../main/health/local-checks.ts';
import { providerCheck, type ProviderQuestions } from '../../../main/health/provider-check.ts';
import { storageCheck } from '../../../main/health/storage-check.ts';
import { LecternError, remedy } from '../../../main/lib/failure.ts';

const never = new AbortController().signal;
const fine: Check = async () => ({ status: 'ok', message: 'Fine.', remedy: null });

function report(changed: Partial<Record<HealthCheckName, Check>>, signal = never, timeoutMs = 5_000) {
  const checks = {
    database: fine,
    queue: fine,
    provider: fine,
    storage: fine,
    network: fine,
    'media-engine': fine,
  };
  return checkHealth({ ...checks, ...changed }, signal, timeoutMs);
}

describe('the report', () => {
  test('names every check with how long it took', async () => {
    const { status, checks } = await report({});
    expect(status).toBe('ok');
    expect(checks.map((check) => check.name)).toEqual([
      ...['database', 'queue', 'provider', 'storage', 'network', 'media-engine'],
    ]);
    for (const check of checks) expect(check.latencyMs).toBeGreaterThanOrEqual(0);
  });

  test('a failure that is thrown becomes its sentence and remedy', async () => {
    const failure = {
      code: 'STORAGE_FULL',
      message: 'The disk is full.',
      remedy: remedy('free-space', 'Free some'),
    };
    const { status, checks } = await report({
      storage: () => Promise.reject(new LecternError({ ...failure, class: 'needs-user' })),
      database() {
        throw new LecternError({ ...failure, message: 'Thrown at once.', class: 'needs-user' });
      },
    });

    expect(status).toBe('failed');
    expect(checks.find((check) => check.name === 'storage')).toMatchObject({
      ...{ status: 'failed', message: 'The disk is full.', remedy: failure.remedy },
    });
    expect(checks.find((check) => check.name === 'database')?.message).toBe('Thrown at once.');
  });

  test('a check that never answers has failed, and the others have not', async () => {
    const { checks } = await report({ network: () => new Promise(() => undefined) }, never, 20);

    expect(checks.find((check) => check.name === 'network')).toMatchObject({
      ...{ status: 'failed', message: 'No answer within 0.02 s.', remedy: { action: 'try-now' } },
    });
    expect(checks.filter((check) => check.status === 'ok')).toHaveLength(5);
  });

  test('a check that throws because its time is over has not answered', async () => {
    const obeys: Check = (signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const { checks } = await report({ provider: obeys }, never, 20);
    expect(checks.find((check) => check.name === 'provider')?.message).toBe('No answer within 0.02 s.');
  });

  test.each(['before', 'after'])('one that is stopped %s it began is told as such, at once', async (when) => {
    const controller = new AbortController();
    if (when === 'before') controller.abort();
    const asked = report({ network: () => new Promise(() => undefined) }, controller.signal, 60_000);
    controller.abort();

    expect((await asked).checks.find((check) => check.name === 'network')?.status).toBe('skipped');
  });

  test.each<[HealthStatus[], HealthStatus]>([
    [['ok', 'degraded', 'failed'], 'failed'],
    [['ok', 'degraded', 'skipped'], 'degraded'],
    [['ok', 'skipped'], 'ok'],
    [['skipped'], 'skipped'],
  ])('%s together are %s', (statuses, expected) => {
    expect(worst(statuses)).toBe(expected);
  });
});

describe('this machine', () => {
  test('the database is well when it takes a write', async () => {
    let writes = 0;
    expect(await databaseCheck(() => (writes += 1))(never)).toMatchObject({ status: 'ok' });
    expect(writes).toBe(1);
  });

  const queue = (change: { eligible?: number; held?: number; stalledMs?: number; paused?: string[] }) =>
    queueCheck({
      testJob: () => undefined,
      backlog: () => ({ eligible: change.eligible ?? 0, held: change.held ?? 0 }),
      stalledForMs: () => change.stalledMs ?? 0,
      pausedStages: () => change.paused ?? [],
    })(never);

  test('the queue tells what is to do and what is held', async () => {
    expect(await queue({ eligible: 3, held: 2 })).toEqual({
      status: 'ok',
      message: '3 to do, 2 held.',
      remedy: null,
    });
  });

  test('an empty queue says so in words', async () => {
    expect(await queue({})).toMatchObject({ status: 'ok', message: 'Nothing waits in line.' });
  });

  test('a queue in which nothing has moved for over two minutes has failed', async () => {
    expect(await queue({ eligible: 1, stalledMs: 120_000 })).toMatchObject({ status: 'ok' });
    expect(await queue({ eligible: 1, stalledMs: 180_000 })).toMatchObject({
      ...{
        status: 'failed',
        message: 'Nothing has moved for 3 min. 1 to do, 0 held.',
        remedy: { action: 'try-now' },
      },
    });
  });

  test('a paused stage is named, with the button that lets it go on', async () => {
    expect(await queue({ held: 4, paused: ['export', 'generation'] })).toMatchObject({
      status: 'degraded',
      message: 'Paused: export, generation. 0 to do, 4 held.',
      remedy: { action: 'resume-stage', target: 'export' },
    });
  });

  test('the network is what stands between here and the server', async () => {
    expect(await networkCheck(async () => null)(never)).toMatchObject({ status: 'ok' });
    expect(await networkCheck(async () => 'The server x cannot be reached.')(never)).toMatchObject({
      ...{
        status: 'failed',
        message: 'The server x cannot be reached.',
        remedy: { action: 'check-network' },
      },
    });
  });

  test('the media engine is asked for its version', async () => {
    expect(await mediaEngineCheck(async () => 'FFmpeg 5.1.4')(never)).toMatchObject({
      message: 'FFmpeg 5.1.4 ready.',
    });
  });

  test.each([
    [null, 'ok', 'a bucket: write, read and delete work.'],
    [5 * 1024 ** 3, 'ok', 'a bucket: write, read and delete work, 5.0 GiB free.'],
    [2 * 1024 ** 3 - 1, 'degraded', 'a bucket: only 2.0 GiB free.'],
    [0, 'degraded', 'a bucket: only 0.0 GiB free.'],
  ] as const)('storage with %s bytes free is %s', async (freeBytes, status, message) => {
    const check = storageCheck({
      roundTrip: () => Promise.resolve(),
      describe: () => 'a bucket',
      freeBytes: () => Promise.resolve(freeBytes),
    });
    expect(await check(never)).toMatchObject({ status, message });
  });
});

describe('the provider', () => {
  const now = Date.UTC(2026, 10, 23);
  const listed = (...models: readonly [string, string | null][]) =>
    models.map(([id, shutdownDate]) => ({ id, shutdownDate }));

  function provider(change: Partial<ProviderQuestions>) {
    return providerCheck({
      hasKey: async () => true,
      models: async () => listed(['ears', null], ['pen', null]),
      wanted: () => [
        { model: 'ears', purpose: 'transcription' },
        { model: 'pen', purpose: 'material' },
      ],
      closedGates: () => [],
      now: () => now,
      ...change,
    })(never);
  }

  test('is well when key and models are', async () => {
    expect(await provider({})).toEqual({
      status: 'ok',
      message: 'The key is good; 2 models answer.',
      remedy: null,
    });
  });

  test('without a key nothing is sent to it', async () => {
    const finding = await provider({
      hasKey: async () => false,
      models: () => Promise.reject(new Error('Asked without a key')),
    });
    expect(finding).toMatchObject({ status: 'failed', remedy: { action: 'enter-key' } });
  });

  test('a model it does not offer is named with what it is for', async () => {
    expect(await provider({ models: async () => listed(['ears', null]) })).toMatchObject({
      status: 'failed',
      message: 'The model pen for material is not offered by this server.',
      remedy: { action: 'choose-model' },
    });
  });

  test('a server that lists nothing proves nothing', async () => {
    expect(await provider({ models: async () => [] })).toMatchObject({ status: 'ok' });
  });

  test.each([
    ['2027-01-22', 'degraded', 'The model pen for material will be shut down on 2027-01-22.'],
    ['2027-01-23', 'ok', 'The key is good; 2 models answer.'],
    ['2026-11-22', 'failed', 'The model pen for material was shut down on 2026-11-22.'],
    ['sometime', 'ok', 'The key is good; 2 models answer.'],
  ])('a model that ends on %s: %s', async (date, status, message) => {
    const finding = await provider({ models: async () => listed(['ears', null], ['pen', date]) });
    expect(finding).toMatchObject({ status, message });
  });

  test('of two models that end the one that is gone counts', async () => {
    const models = async () => listed(['ears', '2026-12-11'], ['pen', '2026-11-01']);
    expect(await provider({ models })).toMatchObject({
      status: 'failed',
      message: 'The model pen for material was shut down on 2026-11-01.',
    });
  });

  test('work that is turned away just now is told with the sentence behind it', async () => {
    expect(await provider({ closedGates: () => ['No credit left.'] })).toMatchObject({
      ...{ status: 'degraded', message: 'No credit left.', remedy: { action: 'try-now' } },
    });
  });
});
