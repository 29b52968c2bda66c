import { describe, expect, it } from 'vitest';

import { deafStage } from '../../support/queue/deaf-stage.ts';
import { queueFixture } from '../../support/queue/queue-fixture.ts';
import { mustClaim, sampleFailure, sampleJob } from '../../support/queue/samples.ts';

describe('stopping and starting', () => {
  it('puts running tasks back and uses up no attempt', async () => {
    const fixture = queueFixture();
    const { store, stage, clock } = fixture;
    const job = store.enqueue(sampleJob('a', 3));
    await fixture.start();
    await fixture.queue.stop();
    expect(store.job(job.id)?.status).toBe('queued');
    expect(store.tasks(job.id).map(({ status, attempts }) => `${status} ${attempts}`)).toEqual([
      'ready 0',
      'ready 0',
      'ready 0',
    ]);
    fixture.restart();
    await fixture.start();
    await clock.advance(0);
    expect(store.job(job.id)).toMatchObject({ status: 'running', crashes: 0 });
    expect(stage.working).toHaveLength(2);
  });

  it('waits no longer than 5 s for a task that does not stop', async () => {
    const deaf = deafStage();
    const fixture = queueFixture([deaf.stage]);
    const { store, clock, queue } = fixture;
    const job = store.enqueue(sampleJob('a', 1, { stage: 'deaf' }));
    await fixture.start();
    const stopped = queue.stop();
    await clock.advance(5_000);
    await stopped;
    expect(store.tasks(job.id)[0]).toMatchObject({ status: 'ready', attempts: 0 });
    deaf.finish();
    await clock.advance(0);
    expect(store.tasks(job.id)[0]?.status).toBe('ready');
    expect(fixture.reported).toEqual([]);
  });

  it('recovers what a dead process left, the attempt used up', async () => {
    const { store, stage, start } = queueFixture();
    const job = store.enqueue(sampleJob('a', 1));
    mustClaim(store);
    await start();
    expect(stage.at('a/t1').context.task.attempts).toBe(2);
    expect(store.job(job.id)).toMatchObject({ crashes: 1, status: 'running' });
  });

  it('sets a job aside under which the process died three times, and goes on with the rest', async () => {
    const { store, stage, start } = queueFixture();
    const poison = store.enqueue(sampleJob('a', 1));
    for (let crash = 0; crash < 2; crash += 1) {
      mustClaim(store);
      store.recover(3, sampleFailure());
    }
    mustClaim(store);
    store.enqueue(sampleJob('b', 1));
    await start();
    expect(store.job(poison.id)).toMatchObject({ status: 'failed', error: { code: 'JOB_CRASHED_APP' } });
    expect(stage.begun).toEqual(['b/t1']);
  });

  it('brings waits near that a wrong clock put far away', async () => {
    const fixture = queueFixture();
    const { store, stage, clock } = fixture;
    const today = clock.now();
    clock.jumpTo(today + 10 * 365 * 86_400_000);
    store.enqueue(sampleJob('a', 1));
    store.release(
      mustClaim(store),
      { outcome: 'failed', failure: sampleFailure(), sent: null },
      { runAt: clock.now() + 2_000, countAttempt: true },
    );
    clock.jumpTo(today);
    await fixture.start();
    await clock.advance(900_000);
    expect(stage.working).toHaveLength(1);
  });
});

describe('sleep', () => {
  it('lets nothing begin, and a connection it broke uses up no attempt', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    stage.limit = 1;
    const job = store.enqueue(sampleJob('a', 2));
    await start();
    queue.hostChanged('suspend');
    stage.at('a/t1').fail({ code: 'CONNECTION_LOST', scope: 'provider' });
    await clock.advance(100);
    expect(stage.begun).toHaveLength(1);
    queue.hostChanged('resume');
    await clock.advance(1_000);
    expect(stage.begun).toEqual(['a/t1', 'a/t2']);
    expect(store.tasks(job.id)[0]).toMatchObject({ status: 'ready', attempts: 0 });
  });

  it('that is never told to have ended does not stop work for long', async () => {
    const { queue, store, stage, clock, start } = queueFixture();
    await start();
    queue.hostChanged('suspend');
    store.enqueue(sampleJob('a', 1));
    queue.wake();
    await clock.advance(60_000);
    expect(stage.working).toHaveLength(1);
  });
});
