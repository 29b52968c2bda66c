import { describe, expect, it } from 'vitest';

import { queueFixture, scriptedStage } from '../../support/queue/queue-fixture.ts';
import { sampleFailure, sampleJob } from '../../support/queue/samples.ts';

const provider = { scope: 'provider' } as const;

describe('a retryable failure', () => {
  it('is tried again after the delay and uses up an attempt', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({});
    await clock.advance(0);
    const parked = store.job(job.id);
    expect(parked?.status).toBe('queued');
    expect(parked && queue.standing(parked)).toEqual({
      hold: 'retry-at',
      retryAt: clock.now() + 1_500,
      error: sampleFailure(),
    });
    await clock.advance(1_499);
    expect(stage.working).toHaveLength(0);
    await clock.advance(1);
    expect(stage.at('a/t1').context.task.attempts).toBe(2);
    expect(store.job(job.id)?.status).toBe('running');
  });

  it('fails the task when the attempts are used up, and then the job', async () => {
    const { store, stage, clock, numbers, start } = queueFixture();
    numbers.maxAttempts = 3;
    stage.settling = (_job, tasks) =>
      Promise.resolve({ kind: 'failed', failure: tasks[0]?.error ?? sampleFailure({ code: 'NONE' }) });
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      stage.at('a/t1').fail({});
      await clock.advance(60_000);
    }
    expect(stage.begun).toHaveLength(3);
    expect(store.job(job.id)).toMatchObject({ status: 'failed', error: { code: 'SERVER_ERROR' } });
    expect(store.attempts(job.id).map(({ counted }) => counted)).toEqual([true, true, true]);
  });

  it('waits as long as the server asked', async () => {
    const { store, stage, clock, start } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({ retryAt: clock.now() + 100_000 });
    await clock.advance(99_999);
    expect(stage.working).toHaveLength(0);
    await clock.advance(1);
    expect(stage.working).toHaveLength(1);
  });
});

describe('throttling', () => {
  it('moves the whole stage, uses up no attempt and halves what runs at once', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    stage.limit = 4;
    const job = store.enqueue(sampleJob('a', 8));
    const other = store.enqueue(sampleJob('b', 1));
    await start();
    const until = clock.now() + 30_000;
    stage.at('a/t1').fail({ class: 'throttled', scope: 'provider:chat:m', retryAt: until });
    stage.at('a/t2').fail({ class: 'throttled', scope: 'provider:chat:m', retryAt: until });
    stage.at('a/t3').done();
    stage.at('a/t4').done();
    await clock.advance(0);
    expect(stage.working).toHaveLength(0);
    expect(queue.standing(other)).toMatchObject({ hold: 'retry-at', retryAt: until });
    expect(store.tasks(job.id).map(({ attempts }) => attempts)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    await clock.advance(29_999);
    expect(stage.working).toHaveLength(0);
    await clock.advance(1);
    expect(stage.working.map(({ context }) => context.task.key)).toEqual(['t1', 't2', 't5']);
    expect(store.gates()).toEqual([]);
  });

  it('waits longer each time when the server does not say how long', async () => {
    const { store, stage, clock, start } = queueFixture();
    stage.limit = 1;
    store.enqueue(sampleJob('a', 1));
    await start();
    const waits = [];
    for (let round = 0; round < 4; round += 1) {
      const from = clock.now();
      stage.at('a/t1').fail({ class: 'throttled' });
      await clock.advance(0);
      waits.push((store.gates()[0]?.until ?? 0) - from);
      await clock.advance(waits[round] ?? 0);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000]);
  });
});

describe('an absent server', () => {
  it('holds all work on it, is asked for again and again, and work resumes in order', async () => {
    const { queue, store, stage, clock, probes, start } = queueFixture();
    const first = store.enqueue(sampleJob('a', 2));
    const second = store.enqueue(sampleJob('b', 1));
    await start();
    stage.at('a/t2').fail({ ...provider, class: 'offline', code: 'OFFLINE' });
    stage.at('a/t1').fail({ ...provider, class: 'offline', code: 'OFFLINE' });
    await clock.advance(0);
    for (const { id } of [first, second]) {
      const job = store.job(id);
      expect(job?.status).toBe('queued');
      expect(job && queue.standing(job)).toMatchObject({ hold: 'offline', error: { code: 'OFFLINE' } });
    }
    const asked: number[] = [];
    for (let passed = 0; passed < 200; passed += 1) {
      const before = probes.asked.length;
      await clock.advance(1_000);
      if (probes.asked.length > before) asked.push(passed + 1);
    }
    expect(asked).toEqual([5, 15, 35, 75, 155]);
    probes.answer = true;
    await clock.advance(80_000);
    expect(stage.working.map(({ context }) => `${context.job.subject}/${context.task.key}`)).toEqual([
      'a/t1',
      'a/t2',
    ]);
    expect(store.tasks(first.id).map(({ attempts }) => attempts)).toEqual([1, 1]);
    expect(store.gates()).toEqual([]);
  });

  it('is asked for at once when the network changes', async () => {
    const { queue, store, stage, clock, probes, start } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({ ...provider, class: 'offline' });
    await clock.advance(60_000);
    probes.answer = true;
    queue.hostChanged('network-changed');
    await clock.advance(0);
    expect(stage.working).toHaveLength(1);
  });

  it('still holds after a restart', async () => {
    const fixture = queueFixture();
    const { store, stage, clock, probes } = fixture;
    const job = store.enqueue(sampleJob('a', 1));
    await fixture.start();
    stage.at('a/t1').fail({ ...provider, class: 'offline', code: 'OFFLINE' });
    await clock.advance(0);
    await fixture.queue.stop();
    fixture.restart();
    await fixture.start();
    expect(stage.working).toHaveLength(0);
    expect(fixture.queue.standing(job)).toMatchObject({ hold: 'offline', error: { code: 'OFFLINE' } });
    probes.answer = true;
    await clock.advance(5_000);
    expect(stage.working).toHaveLength(1);
  });

  it('is tried again by a new run, which may be in another network', async () => {
    const { queue, store, stage, clock, gate, start } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({ ...provider, class: 'offline', code: 'OFFLINE' });
    await clock.advance(0);
    expect(gate('provider')).toMatchObject({ hold: 'offline' });
    queue.newRun();
    await clock.advance(0);
    expect(stage.working).toHaveLength(1);
  });

  it('does not hold a stage that does without it', async () => {
    const local = scriptedStage('local');
    local.dependsOn = ['storage'];
    const { store, stage, clock, start } = queueFixture([local]);
    store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({ ...provider, class: 'offline' });
    await clock.advance(0);
    store.enqueue(sampleJob('b', 1, { stage: 'local' }));
    await clock.advance(5_000);
    expect(local.working).toHaveLength(1);
  });

  it('of objects holds as storage-down', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({ class: 'offline', scope: 'storage' });
    await clock.advance(0);
    expect(queue.standing({ ...job, status: 'queued' }).hold).toBe('storage-down');
  });
});

describe('a failure only a person can end', () => {
  it('holds all work of that kind once, until something is changed', async () => {
    const { queue, store, stage, clock, probes, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 3));
    await start();
    stage.at('a/t1').fail({ ...provider, class: 'needs-user', code: 'KEY_REFUSED' });
    stage.at('a/t2').fail({ ...provider, class: 'needs-user', code: 'KEY_REFUSED' });
    await clock.advance(3_600_000);
    expect(stage.begun).toHaveLength(2);
    expect(probes.asked).toEqual([]);
    const held = store.job(job.id);
    expect(held && queue.standing(held)).toMatchObject({
      hold: 'needs-user',
      retryAt: null,
      error: { code: 'KEY_REFUSED' },
    });
    queue.conditionsChanged();
    await clock.advance(0);
    expect(stage.working).toHaveLength(2);
    expect(store.tasks(job.id).map(({ attempts }) => attempts)).toEqual([1, 1, 0]);
  });

  it('about one job holds that job alone', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    store.enqueue(sampleJob('b', 1));
    await start();
    stage.at('a/t1').fail({ class: 'needs-user', code: 'SOURCE_MOVED' });
    await clock.advance(1_000);
    expect(stage.working.map(({ context }) => context.job.subject)).toEqual(['b']);
    const held = store.job(job.id);
    expect(held).toMatchObject({ status: 'queued', hold: 'needs-user', error: { code: 'SOURCE_MOVED' } });
    expect(held && queue.standing(held)).toMatchObject({
      hold: 'needs-user',
      error: { code: 'SOURCE_MOVED' },
    });
    queue.tryNow('a');
    await clock.advance(0);
    expect(stage.working.map(({ context }) => context.job.subject)).toEqual(['b', 'a']);
  });

  it('about money holds as budget until it is confirmed', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 2));
    stage.limit = 1;
    await start();
    stage.at('a/t1').fail({ class: 'needs-user', code: 'COST_CEILING' });
    await clock.advance(1_000);
    queue.tryNow();
    await clock.advance(1_000);
    expect(stage.begun).toEqual(['a/t1']);
    expect(queue.standing({ ...job, status: 'queued', hold: 'budget' }).hold).toBe('budget');
    queue.freeJobHold(job.id);
    await clock.advance(0);
    expect(stage.begun).toEqual(['a/t1', 'a/t1']);
  });

  it('for want of room ends by itself when there is room', async () => {
    const { queue, store, stage, clock, probes, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').fail({ class: 'needs-user', scope: 'disk', code: 'DISK_FULL' });
    await clock.advance(4_000);
    expect(queue.standing({ ...job, status: 'queued' })).toMatchObject({ hold: 'needs-user' });
    probes.answer = true;
    await clock.advance(1_000);
    expect(stage.working).toHaveLength(1);
  });

  it('in something only its job depends on holds that job, until conditions change', async () => {
    const { queue, store, stage, clock, gate, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 2));
    store.enqueue(sampleJob('b', 1));
    stage.limit = 1;
    await start();
    stage.at('a/t1').fail({ class: 'needs-user', scope: 'provider:chat:own', code: 'MODEL_UNKNOWN' });
    await clock.advance(60_000);
    expect(stage.begun).toEqual(['a/t1', 'b/t1']);
    expect(store.job(job.id)).toMatchObject({ hold: 'needs-user', error: { code: 'MODEL_UNKNOWN' } });
    expect(gate('provider:chat:own')).toBeUndefined();
    stage.at('b/t1').done();
    queue.conditionsChanged();
    await clock.advance(0);
    expect(stage.begun).toEqual(['a/t1', 'b/t1', 'a/t1']);
  });

  it('in something the stage depends on no more is tried again after a pause', async () => {
    const { store, stage, clock, start } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    await start();
    stage.dependsOn = ['provider', 'provider:chat:new', 'storage', 'disk'];
    stage.at('a/t1').fail({ class: 'needs-user', scope: 'provider:chat:m' });
    await clock.advance(1_999);
    expect(stage.begun).toHaveLength(1);
    await clock.advance(1);
    expect(stage.begun).toHaveLength(2);
  });
});

describe('a fatal failure', () => {
  it('fails the task at once and the job goes on with the others', async () => {
    const { store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 2));
    await start();
    stage.at('a/t1').fail({ class: 'fatal', code: 'BAD_INPUT' });
    await clock.advance(0);
    stage.at('a/t2').done();
    await clock.advance(0);
    expect(store.tasks(job.id).map(({ status }) => status)).toEqual(['failed', 'done']);
    expect(store.job(job.id)?.status).toBe('completed');
  });

  it('that is a bug is reported and shown without its text', async () => {
    const { store, stage, clock, reported, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    const bug = new TypeError('secret');
    stage.at('a/t1').fail(bug);
    await clock.advance(0);
    expect(reported).toEqual([bug]);
    expect(store.tasks(job.id)[0]?.error).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(store.tasks(job.id))).not.toContain('secret');
  });
});

describe('fail fast', () => {
  it('fails the job with its first failure and ends its other tasks', async () => {
    const { store, stage, clock, numbers, start } = queueFixture();
    numbers.failFast = true;
    const job = store.enqueue(sampleJob('a', 3));
    store.enqueue(sampleJob('b', 1));
    await start();
    const other = stage.at('a/t2');
    stage.at('a/t1').fail({ ...provider, class: 'offline', code: 'OFFLINE' });
    await clock.advance(0);
    expect(store.job(job.id)).toMatchObject({ status: 'failed', error: { code: 'OFFLINE' } });
    expect(other.context.signal.aborted).toBe(true);
    expect(store.gates()).toEqual([]);
    expect(stage.working.map(({ context }) => context.job.subject)).toEqual(['b']);
  });
});

it('throttling of what only one job depends on slows its whole stage, as long as was asked', async () => {
  const { store, stage, clock, start } = queueFixture();
  store.enqueue(sampleJob('a', 1));
  store.enqueue(sampleJob('b', 1));
  stage.limit = 1;
  await start();
  const retryAt = clock.now() + 30_000;
  stage.at('a/t1').fail({ class: 'throttled', scope: 'provider:chat:own', retryAt });
  await clock.advance(29_999);
  expect(stage.begun).toHaveLength(1);
  await clock.advance(1);
  expect(stage.begun).toHaveLength(2);
  expect(store.tasks('j1')[0]?.attempts).toBe(1);
});

it('a new run waits as long as a server has asked for and keeps what is paused', async () => {
  const { queue, store, stage, clock, gate, start } = queueFixture();
  store.enqueue(sampleJob('a', 1));
  await start();
  stage.at('a/t1').fail({ class: 'throttled', scope: 'provider:chat:m', retryAt: clock.now() + 30_000 });
  await clock.advance(0);
  queue.pauseStage('work');
  queue.newRun();
  expect(gate('provider:chat:m')).toBeDefined();
  expect(gate('stage:work')).toMatchObject({ hold: 'paused' });
});
