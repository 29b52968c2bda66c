import { describe, expect, it } from 'vitest';

import { LecternError } from '../../../main/lib/failure.ts';
import type { StageRunner } from '../../../main/queue/ports.ts';
import { deafStage } from '../../support/queue/deaf-stage.ts';
import { queueFixture, scriptedStage } from '../../support/queue/queue-fixture.ts';
import { mustClaim, sampleFailure, sampleJob } from '../../support/queue/samples.ts';

describe('work', () => {
  it('begins in order, as many at once as the stage allows, and completes the job', async () => {
    const { store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 3));
    store.enqueue(sampleJob('b', 1));
    await start();
    expect(stage.begun).toEqual(['a/t1', 'a/t2']);
    stage.at('a/t2').done();
    await clock.advance(0);
    expect(stage.begun).toEqual(['a/t1', 'a/t2', 'a/t3']);
    stage.at('a/t1').done();
    stage.at('a/t3').done();
    await clock.advance(0);
    expect(store.job(job.id)).toMatchObject({ status: 'completed', error: null });
    expect(stage.begun.at(-1)).toBe('b/t1');
  });

  it('that is added later begins when the queue is woken, without waiting', async () => {
    const { queue, store, stage, settle, clock, start } = queueFixture();
    await start();
    store.enqueue(sampleJob('a', 1));
    queue.wake();
    await settle();
    expect(stage.working).toHaveLength(1);
    expect(clock.nextTimer()).toBeNull();
  });

  it('of higher priority overtakes what has not begun', async () => {
    const { store, stage, clock, start } = queueFixture();
    stage.limit = 1;
    store.enqueue(sampleJob('a', 2));
    await start();
    store.enqueue(sampleJob('b', 1, { priority: -1 }));
    stage.at('a/t1').done();
    await clock.advance(0);
    expect(stage.begun).toEqual(['a/t1', 'b/t1']);
  });

  it('of several stages goes on side by side', async () => {
    const other = scriptedStage('other');
    const { store, stage, start } = queueFixture([other]);
    store.enqueue(sampleJob('a', 1));
    store.enqueue(sampleJob('a', 1, { stage: 'other' }));
    await start();
    expect([stage.working.length, other.working.length]).toEqual([1, 1]);
  });

  it('is saved with the rows that belong to it, and the job settled in the same commit where the stage can', async () => {
    const { store, stage, clock, start } = queueFixture();
    const seen: (string | undefined)[] = [];
    Object.assign(stage, {
      settleAtOnce: (job) => {
        seen.push(store.tasks(job.id)[0]?.status);
        return {
          kind: 'completed',
          commit: () => void store.enqueue(sampleJob('next', 1, { stage: 'later' })),
        };
      },
    } satisfies Partial<StageRunner>);
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').done({ commit: () => void seen.push('commit') });
    await clock.advance(0);
    expect(seen).toEqual(['commit', 'done']);
    expect(store.job(job.id)?.status).toBe('completed');
    expect(store.jobs({ subject: 'next' })).toHaveLength(1);
  });

  it('whose rows can not be saved counts as failed, and nothing of it is kept', async () => {
    const { store, stage, clock, reported, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').done({
      commit() {
        throw new Error('broken rows');
      },
    });
    await clock.advance(0);
    expect(store.tasks(job.id)[0]).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } });
    expect(reported).toHaveLength(1);
  });

  it('that is too large is exchanged for smaller pieces', async () => {
    const { store, stage, clock, start } = queueFixture();
    stage.limit = 1;
    const job = store.enqueue(sampleJob('a', 2));
    await start();
    const children = ['t1a', 't1b'].map((key) => ({ key, input: null }));
    stage.at('a/t1').done({ kind: 'replaced', children });
    await clock.advance(0);
    for (const key of ['t1a', 't1b', 't2']) {
      stage.at(`a/${key}`).done();
      await clock.advance(0);
    }
    expect(store.job(job.id)?.status).toBe('completed');
    expect(store.tasks(job.id).map(({ status }) => status)).toEqual(['replaced', 'done', 'done', 'done']);
  });
});

describe('settling', () => {
  it('that fails is tried again like any other work', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    let tries = 0;
    stage.settling = () => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve({ kind: 'completed' });
    };
    stage.settling = withFailure(stage.settling);
    const job = store.enqueue(sampleJob('a', 1));
    await start();
    stage.at('a/t1').done();
    await clock.advance(0);
    const parked = store.job(job.id);
    expect(parked?.status).toBe('queued');
    expect(parked && queue.standing(parked)).toMatchObject({
      hold: 'retry-at',
      retryAt: clock.now() + 1_500,
    });
    await clock.advance(10_000);
    expect(tries).toBe(3);
    expect(store.job(job.id)?.status).toBe('completed');
  });

  it('is done again after a crash, and when a failed job is retried', async () => {
    const fixture = queueFixture();
    const { store, stage, clock } = fixture;
    const job = store.enqueue(sampleJob('a', 1));
    store.complete(mustClaim(store), { outcome: 'done', failure: null, sent: null });
    stage.settling = () => Promise.resolve({ kind: 'failed', failure: sampleFailure({ code: 'EMPTY' }) });
    await fixture.start();
    expect(store.job(job.id)).toMatchObject({ status: 'failed', error: { code: 'EMPTY' } });
    stage.settling = () => Promise.resolve({ kind: 'completed' });
    fixture.queue.retry(job.id);
    await clock.advance(0);
    expect(store.job(job.id)?.status).toBe('completed');
    expect(stage.begun).toEqual([]);
  });
});

describe('a person', () => {
  it('pauses a stage: running tasks finish, nothing begins, also after a restart', async () => {
    const fixture = queueFixture();
    const { store, stage, clock } = fixture;
    const job = store.enqueue(sampleJob('a', 4));
    await fixture.start();
    fixture.queue.pauseStage('work');
    stage.at('a/t1').done();
    stage.at('a/t2').done();
    await clock.advance(0);
    expect(stage.begun).toHaveLength(2);
    const parked = store.job(job.id);
    expect(parked).toMatchObject({ status: 'queued' });
    expect(parked && fixture.queue.standing(parked).hold).toBe('paused');
    await fixture.queue.stop();
    fixture.restart();
    await fixture.start();
    fixture.queue.tryNow();
    await clock.advance(0);
    expect(fixture.queue.pausedStages()).toEqual(['work']);
    expect(stage.begun).toHaveLength(2);
    fixture.queue.resumeStage('work');
    await clock.advance(0);
    expect(stage.begun).toHaveLength(4);
  });

  it('pauses all retries', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    queue.pauseRetries();
    await start();
    stage.at('a/t1').fail({});
    await clock.advance(100_000);
    expect(stage.begun).toHaveLength(1);
    const parked = store.job(job.id);
    expect(parked && queue.standing(parked)).toMatchObject({
      hold: 'paused',
      error: { code: 'SERVER_ERROR' },
    });
    queue.resumeRetries();
    await clock.advance(0);
    expect(stage.begun).toHaveLength(2);
  });

  it('hurries a wait', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    store.enqueue(sampleJob('b', 1));
    await start();
    stage.at('a/t1').fail({ retryAt: clock.now() + 7_200_000 });
    stage.at('b/t1').fail({ retryAt: clock.now() + 7_200_000 });
    await clock.advance(0);
    queue.tryNow('b');
    await clock.advance(0);
    expect(stage.begun).toEqual(['a/t1', 'b/t1', 'b/t1']);
  });

  it('cancels within a second; what is finished stays', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 4));
    await start();
    stage.at('a/t1').done();
    await clock.advance(0);
    const running = stage.at('a/t2');
    const cancelled = queue.cancel(job.id);
    await clock.advance(0);
    expect((await cancelled).status).toBe('cancelled');
    expect(running.context.signal.aborted).toBe(true);
    expect(stage.working).toEqual([]);
    expect(store.tasks(job.id).map(({ status }) => status)).toEqual([
      'done',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
  });

  it('is not kept waiting by a task that does not stop, and its result is not saved', async () => {
    const deaf = deafStage();
    const { queue, store, clock, start } = queueFixture([deaf.stage]);
    const job = store.enqueue(sampleJob('a', 1, { stage: 'deaf' }));
    await start();
    let isOver = false;
    const cancelled = queue.cancel(job.id).finally(() => {
      isOver = true;
    });
    await clock.advance(999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    expect(isOver).toBe(true);
    expect((await cancelled).status).toBe('cancelled');
    deaf.finish();
    await clock.advance(0);
    expect(store.tasks(job.id)[0]?.status).toBe('cancelled');
  });

  it('retries a failed job; finished tasks are kept', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    stage.settling = (_job, tasks) => {
      const failure = tasks.find((task) => task.status === 'failed')?.error;
      return Promise.resolve(failure ? { kind: 'failed', failure } : { kind: 'completed' });
    };
    const job = store.enqueue(sampleJob('a', 2));
    await start();
    stage.at('a/t1').done();
    stage.at('a/t2').fail({ class: 'fatal' });
    await clock.advance(0);
    expect(store.job(job.id)?.status).toBe('failed');
    queue.retry(job.id);
    await clock.advance(0);
    expect(stage.begun).toEqual(['a/t1', 'a/t2', 'a/t2']);
    stage.at('a/t2').done();
    await clock.advance(0);
    expect(store.job(job.id)?.status).toBe('completed');
  });
});

describe('what is shown', () => {
  it('is how far a job is, parts of tasks included', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 4));
    expect(queue.progress(job.id)).toMatchObject({ done: 0, total: 4, fraction: 0, startedAt: null });
    await start();
    const startedAt = clock.now();
    stage.at('a/t1').done();
    await clock.advance(0);
    stage.at('a/t2').context.progress(0.5);
    expect(queue.progress(job.id)).toEqual({
      done: 1,
      total: 4,
      fraction: 0.375,
      startedAt,
      startFraction: 0,
    });
    expect(queue.progress('j99')).toBeNull();
  });

  it('is what a queued job waits for, and nothing while it just waits for its turn', async () => {
    const { queue, store, start } = queueFixture();
    store.enqueue(sampleJob('a', 2));
    const next = store.enqueue(sampleJob('b', 1));
    await start();
    expect(queue.standing(next)).toEqual({ hold: null, retryAt: null, error: null });
  });

  it('is every change of a job', async () => {
    const { store, stage, clock, changes, start } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    await start();
    expect(changes).toEqual(['a']);
    stage.at('a/t1').context.progress(0.1);
    stage.at('a/t1').done();
    await clock.advance(0);
    expect(changes.length).toBeGreaterThanOrEqual(4);
  });

  it('is a stall: work that may begin, and nothing moves', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    stage.limit = 1;
    store.enqueue(sampleJob('a', 2));
    await start();
    await clock.advance(120_000);
    expect(queue.stalledForMs()).toBe(120_000);
    stage.at('a/t1').context.progress(0.2);
    expect(queue.stalledForMs()).toBe(0);
    await clock.advance(1_000);
    queue.pauseStage('work');
    expect(queue.stalledForMs()).toBe(0);
  });
});

/** Turns rejections of a settling into retryable failures. */
function withFailure(settling: StageRunner['settle']): StageRunner['settle'] {
  return async (...input) => {
    try {
      return await settling(...input);
    } catch (cause) {
      throw new LecternError({ ...sampleFailure(), cause });
    }
  };
}
