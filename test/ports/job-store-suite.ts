import { describe, expect, it } from 'vitest';

import type { Clock } from '../../main/lib/clock.ts';
import { type JobStore, LostClaimError } from '../../main/queue/ports.ts';
import { failureCode } from '../support/failure-code.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { describeJobs } from './job-store-jobs.ts';
import { kinds, statuses, type StoreFixture } from './job-store-fixture.ts';
import { done, failed, mustClaim, sampleFailure, sampleJob } from '../support/queue/samples.ts';

/** Holds an implementation of `JobStore` to the text of its port. `open` gives a new empty store. */
export function describeJobStore(name: string, open: (clock: Clock) => JobStore): void {
  function fixture(): StoreFixture {
    const clock = createManualClock();
    return { clock, store: open(clock) };
  }
  describeJobs(name, fixture);

  describe(`${name}: queueing`, () => {
    it('keeps a job with its tasks in order', () => {
      const { store, clock } = fixture();
      const job = store.enqueue(sampleJob('a', 2, { generation: 3 }));
      expect(store.job(job.id)).toEqual(job);
      expect(job).toMatchObject({ stage: 'work', subject: 'a', payload: { for: 'a' }, generation: 3 });
      expect(job).toMatchObject({ status: 'queued', hold: null, error: null, createdAt: clock.now() });
      const [first, second] = store.tasks(job.id);
      expect(first).toMatchObject({
        key: 't1',
        input: { name: 't1' },
        status: 'ready',
        attempts: 0,
        jobId: job.id,
      });
      expect(second).toMatchObject({ key: 't2', position: 1, runAt: null, error: null, stage: 'work' });
      expect(kinds(store, job.id)).toEqual(['job-queued']);
    });

    it('allows one open job per subject and stage', () => {
      const { store } = fixture();
      const first = store.enqueue(sampleJob('a', 1));
      expect(failureCode(() => store.enqueue(sampleJob('a', 1)))).toBe('JOB_ALREADY_OPEN');
      store.enqueue(sampleJob('a', 1, { stage: 'other' }));
      store.enqueue(sampleJob('b', 1));
      store.cancel(first.id);
      expect(store.enqueue(sampleJob('a', 1)).sequence).toBeGreaterThan(first.sequence);
    });

    it('refuses a job without tasks, which would never end', () => {
      const { store } = fixture();
      expect(() => store.enqueue(sampleJob('a', 0))).toThrow('without tasks');
    });

    it('refuses two tasks of one name and keeps nothing of that job', () => {
      const { store } = fixture();
      const twice = { key: 'same', input: null };
      expect(() => store.enqueue(sampleJob('a', 0, { tasks: [twice, twice] }))).toThrow();
      expect(store.jobs({})).toEqual([]);
    });

    it('lists by status, stage and subject in the order of work', () => {
      const { store } = fixture();
      const one = store.enqueue(sampleJob('a', 1));
      const two = store.enqueue(sampleJob('a', 1, { stage: 'other' }));
      const three = store.enqueue(sampleJob('b', 1));
      store.failJob(one.id, sampleFailure());
      store.cancel(two.id);
      const ids = (filter: Parameters<JobStore['jobs']>[0]) => store.jobs(filter).map((job) => job.id);
      expect(ids({})).toEqual([one.id, two.id, three.id]);
      expect(ids({ status: 'failed' })).toEqual([one.id]);
      expect(ids({ status: 'queued' })).toEqual([three.id]);
      expect(ids({ status: 'cancelled' })).toEqual([two.id]);
      expect(ids({ stage: 'other' })).toEqual([two.id]);
      expect(ids({ subject: 'a' })).toEqual([one.id, two.id]);
      expect(ids({ subject: 'a', status: 'failed' })).toEqual([one.id]);
      expect(ids({ subject: 'b', status: 'queued', stage: 'work' })).toEqual([three.id]);
      expect(store.job('j999')).toBeNull();
      expect(store.job('nonsense')).toBeNull();
    });
  });

  describe(`${name}: claiming`, () => {
    it('goes by priority, then job, then position', () => {
      const { store } = fixture();
      store.enqueue(sampleJob('a', 2, { priority: 5 }));
      store.enqueue(sampleJob('b', 2));
      store.enqueue(sampleJob('c', 1));
      store.enqueue(sampleJob('d', 1, { stage: 'other' }));
      const order = Array.from({ length: 5 }, () => mustClaim(store)).map(
        ({ job, task }) => `${job.subject} ${task.key}`,
      );
      expect(order).toEqual(['b t1', 'b t2', 'c t1', 'a t1', 'a t2']);
      expect(store.claim('work')).toBeNull();
      expect(store.claim('nothing')).toBeNull();
    });

    it('marks job and task running and counts the attempt', async () => {
      const { store, clock } = fixture();
      const job = store.enqueue(sampleJob('a', 2));
      await clock.advance(1000);
      const claim = mustClaim(store);
      expect(claim.job).toMatchObject({ id: job.id, status: 'running', startedAt: clock.now() });
      expect(claim.task).toMatchObject({ key: 't1', status: 'running', attempts: 1, input: { name: 't1' } });
      expect(store.job(job.id)).toEqual(claim.job);
      expect(store.tasks(job.id)[0]).toEqual(claim.task);
      expect(store.attempts(job.id)).toMatchObject([
        { id: claim.attemptId, taskKey: 't1', finishedAt: null },
      ]);
      expect(kinds(store, job.id)).toEqual(['job-queued', 'job-running', 'task-running']);
    });

    it('passes over a job that is held', () => {
      const { store } = fixture();
      const held = store.enqueue(sampleJob('a', 1));
      store.enqueue(sampleJob('b', 1));
      store.setJobHold(held.id, 'needs-user', sampleFailure());
      expect(store.job(held.id)).toMatchObject({
        status: 'queued',
        hold: 'needs-user',
        error: sampleFailure(),
      });
      expect(mustClaim(store).job.subject).toBe('b');
      expect(store.claim('work')).toBeNull();
      store.setJobHold(held.id, null, null);
      expect(store.job(held.id)).toMatchObject({ hold: null, error: null });
      expect(mustClaim(store).job.subject).toBe('a');
    });
  });

  describe(`${name}: how an attempt ends`, () => {
    it('done: the task is settled and its rows are written with it', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      const claim = mustClaim(store);
      let wrote = false;
      store.complete(claim, done, () => {
        wrote = true;
      });
      expect(wrote).toBe(true);
      expect(store.tasks(job.id)[0]).toMatchObject({ status: 'done', attempts: 1, error: null });
      expect(store.attempts(job.id)).toMatchObject([
        { outcome: 'done', counted: true, sent: { model: 'm' } },
      ]);
      expect(kinds(store, job.id).at(-1)).toBe('task-done');
    });

    it('done: nothing changes when what belongs to it can not be written', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      const claim = mustClaim(store);
      expect(() =>
        store.complete(claim, done, () => {
          throw new Error('full');
        }),
      ).toThrow('full');
      expect(statuses(store, job.id)).toEqual(['t1 running']);
      store.complete(claim, done);
      expect(statuses(store, job.id)).toEqual(['t1 done']);
    });

    it('released: ready again, with or without the attempt', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      store.release(mustClaim(store), failed(), { runAt: null, countAttempt: false });
      expect(store.tasks(job.id)[0]).toMatchObject({ status: 'ready', attempts: 0, error: sampleFailure() });
      store.release(mustClaim(store), failed(), { runAt: null, countAttempt: true });
      expect(store.tasks(job.id)[0]).toMatchObject({ status: 'ready', attempts: 1 });
      const known = { failure: { code: 'SERVER_ERROR', class: 'retryable' }, outcome: 'failed' };
      expect(store.attempts(job.id)).toMatchObject([
        { ...known, counted: false },
        { ...known, counted: true },
      ]);
    });

    it('released until a time: waits for it, unless a person hurries it', () => {
      const { store, clock } = fixture();
      const now = clock.now();
      const one = store.enqueue(sampleJob('a', 1));
      const two = store.enqueue(sampleJob('b', 1));
      store.release(mustClaim(store), failed(), { runAt: now + 100, countAttempt: true });
      store.release(mustClaim(store), failed(), { runAt: now + 200, countAttempt: true });
      expect(store.claim('work')).toBeNull();
      expect(store.nextRunAt(one.id)).toBe(now + 100);
      expect(store.promoteDue(now + 99)).toBe(now + 100);
      expect(store.promoteDue(now + 100)).toBe(now + 200);
      expect(store.nextRunAt(one.id)).toBeNull();
      expect(mustClaim(store).job.subject).toBe('a');
      store.promoteAll('a');
      expect(store.claim('work')).toBeNull();
      store.promoteAll('b');
      expect(mustClaim(store).job.id).toBe(two.id);
      expect(store.promoteDue(now + 500)).toBeNull();
    });

    it('failed: the task is, the job goes on', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 2));
      store.failTask(mustClaim(store), failed());
      expect(statuses(store, job.id)).toEqual(['t1 failed', 't2 ready']);
      expect(store.tasks(job.id)[0]?.error).toEqual(sampleFailure());
      expect(store.job(job.id)?.status).toBe('running');
      expect(mustClaim(store).task.key).toBe('t2');
    });

    it('replaced: its children take its place', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 3));
      store.complete(mustClaim(store), done);
      const children = ['t2a', 't2b', 't2c'].map((key) => ({ key, input: key }));
      store.replaceTask(
        mustClaim(store),
        { outcome: 'replaced', failure: sampleFailure(), sent: null },
        children,
      );
      const order = ['t1 done', 't2 replaced', 't2a ready', 't2b ready', 't2c ready', 't3 ready'];
      expect(statuses(store, job.id)).toEqual(order);
      store.replaceTask(mustClaim(store), { ...done, outcome: 'replaced' }, [{ key: 't2a-1', input: null }]);
      expect(mustClaim(store).task.key).toBe('t2a-1');
      expect(mustClaim(store).task.key).toBe('t2b');
      expect(store.attempts(job.id).filter((attempt) => attempt.outcome === 'replaced')).toMatchObject([
        { counted: false },
        { counted: false },
      ]);
    });

    it('children of a held job are held', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      const claim = mustClaim(store);
      store.setJobHold(job.id, 'budget', sampleFailure());
      store.replaceTask(claim, done, [{ key: 'child', input: null }]);
      expect(store.claim('work')).toBeNull();
      store.setJobHold(job.id, null, null);
      expect(mustClaim(store).task.key).toBe('child');
    });

    it('only once: a claim that is over changes nothing', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 2));
      const first = mustClaim(store);
      store.release(first, failed(), { runAt: null, countAttempt: false });
      const second = mustClaim(store);
      expect(second.task.id).toBe(first.task.id);
      const late = [
        () => store.complete(first, done),
        () => store.release(first, failed(), { runAt: null, countAttempt: true }),
        () => store.failTask(first, failed()),
        () => store.replaceTask(first, done, []),
      ];
      for (const change of late) expect(change).toThrow(LostClaimError);
      expect(statuses(store, job.id)).toEqual(['t1 running', 't2 ready']);
      store.cancel(job.id);
      expect(() => store.complete(second, done)).toThrow(LostClaimError);
    });
  });

  describe(`${name}: the rest`, () => {
    it('rolls a joined transaction back as a whole', () => {
      const { store } = fixture();
      expect(() =>
        store.transaction(() => {
          store.enqueue(sampleJob('a', 1));
          store.enqueue(sampleJob('b', 1));
          throw new Error('no');
        }),
      ).toThrow('no');
      expect(store.jobs({})).toEqual([]);
      expect(store.claim('work')).toBeNull();
      expect(store.enqueue(sampleJob('a', 1)).status).toBe('queued');
    });

    it('counts tasks by state', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 3));
      store.complete(mustClaim(store), done);
      mustClaim(store);
      expect(store.taskCounts(job.id)).toEqual({
        ...{ ready: 1, waiting: 0, running: 1, done: 1 },
        ...{ failed: 0, cancelled: 0, replaced: 0 },
      });
    });

    it('tells the backlog by stage without what is held', async () => {
      const { store, clock } = fixture();
      const created = clock.now();
      store.enqueue(sampleJob('a', 2));
      await clock.advance(10);
      store.enqueue(sampleJob('b', 1));
      const held = store.enqueue(sampleJob('c', 1, { stage: 'other' }));
      store.enqueue(sampleJob('d', 1, { stage: 'other' }));
      store.setJobHold(held.id, 'budget', null);
      expect(store.backlog()).toEqual([
        { stage: 'other', ready: 1, oldest: clock.now() },
        { stage: 'work', ready: 3, oldest: created },
      ]);
    });

    it('brings waits nearer that a wrong clock put too far', () => {
      const { store, clock } = fixture();
      const now = clock.now();
      const job = store.enqueue(sampleJob('a', 3));
      const asked = sampleFailure({ retryAt: now + 9_000 });
      store.release(mustClaim(store), failed(), { runAt: now + 9_000, countAttempt: true });
      store.release(mustClaim(store), failed(asked), { runAt: now + 9_000, countAttempt: true });
      store.release(mustClaim(store), failed(), { runAt: now + 50, countAttempt: true });
      store.clampWaiting(now + 100);
      expect(store.tasks(job.id).map((task) => (task.runAt ?? 0) - now)).toEqual([100, 9_000, 50]);
    });

    it('keeps gates', () => {
      const { store, clock } = fixture();
      const gate = {
        key: 'provider',
        hold: 'offline',
        until: 5,
        failure: sampleFailure(),
        since: clock.now(),
        round: 2,
      };
      store.putGate({ ...gate, hold: 'paused', until: null, failure: null });
      store.putGate({ ...gate, hold: 'offline' });
      store.putGate({ ...gate, key: 'disk', hold: 'needs-user' });
      expect(store.gates().map(({ key, hold }) => `${key} ${hold}`)).toEqual([
        'disk needs-user',
        'provider offline',
      ]);
      expect(store.gates()[1]).toEqual(gate);
      store.removeGate('provider');
      store.removeGate('provider');
      expect(store.gates()).toHaveLength(1);
    });
  });
}
