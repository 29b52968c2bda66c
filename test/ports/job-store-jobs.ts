import { describe, expect, it } from 'vitest';

import { failureCode } from '../support/failure-code.ts';
import { done, failed, mustClaim, sampleFailure, sampleJob } from '../support/queue/samples.ts';
import { type StoreFixture, statuses, kinds } from './job-store-fixture.ts';

/** The part of the suite about whole jobs: how they end, begin again and are recovered. */
export function describeJobs(name: string, fixture: () => StoreFixture): void {
  describe(`${name}: how a job ends`, () => {
    it('completed in one transaction with its last task', () => {
      const { store, clock } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      const claim = mustClaim(store);
      store.transaction(() => {
        store.complete(claim, done);
        store.completeJob(job.id);
      });
      expect(store.job(job.id)).toMatchObject({ status: 'completed', finishedAt: clock.now(), error: null });
      expect(kinds(store, job.id).slice(-2)).toEqual(['task-done', 'job-completed']);
    });

    it('not while a task is unsettled', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 2));
      store.complete(mustClaim(store), done);
      expect(() => store.completeJob(job.id)).toThrow();
      expect(store.job(job.id)?.status).toBe('running');
    });

    it('failed, and its unsettled tasks with it', () => {
      const { store, clock } = fixture();
      const job = store.enqueue(sampleJob('a', 4));
      store.complete(mustClaim(store), done);
      store.release(mustClaim(store), failed(), { runAt: clock.now() + 9, countAttempt: true });
      mustClaim(store);
      store.failJob(job.id, sampleFailure({ code: 'GONE' }));
      expect(statuses(store, job.id)).toEqual(['t1 done', 't2 failed', 't3 failed', 't4 failed']);
      expect(store.job(job.id)).toMatchObject({ status: 'failed', error: { code: 'GONE' } });
      expect(store.attempts(job.id)[2]).toMatchObject({ outcome: 'interrupted', counted: false });
      expect(store.promoteDue(clock.now() + 100)).toBeNull();
      expect(() => store.failJob(job.id, sampleFailure())).toThrow('Illegal move');
    });

    it('cancelled, and its finished tasks stay', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 3));
      store.complete(mustClaim(store), done);
      mustClaim(store);
      expect(store.cancel(job.id)).toMatchObject({ status: 'cancelled', hold: null });
      expect(statuses(store, job.id)).toEqual(['t1 done', 't2 cancelled', 't3 cancelled']);
      expect(failureCode(() => store.cancel(job.id))).toBe('JOB_NOT_OPEN');
      expect(failureCode(() => store.cancel('j999'))).toBe('JOB_NOT_FOUND');
      expect(store.claim('work')).toBeNull();
    });

    it('retried: failed tasks start afresh, finished ones stay', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 2));
      store.complete(mustClaim(store), done);
      store.failTask(mustClaim(store), failed());
      store.failJob(job.id, sampleFailure());
      expect(store.retry(job.id)).toMatchObject({
        status: 'queued',
        error: null,
        finishedAt: null,
        startedAt: null,
      });
      expect(statuses(store, job.id)).toEqual(['t1 done', 't2 ready']);
      expect(store.tasks(job.id)[1]).toMatchObject({ attempts: 0, error: null });
      expect(failureCode(() => store.retry(job.id))).toBe('JOB_NOT_FAILED');
      expect(failureCode(() => store.retry('j999'))).toBe('JOB_NOT_FOUND');
    });

    it('not retried beside an open job of the same kind', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      store.failJob(job.id, sampleFailure());
      store.enqueue(sampleJob('a', 1));
      expect(failureCode(() => store.retry(job.id))).toBe('JOB_ALREADY_OPEN');
      expect(store.job(job.id)?.status).toBe('failed');
      expect(statuses(store, job.id)).toEqual(['t1 failed']);
    });

    it('parked when none of its tasks runs', () => {
      const { store, clock } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      const claim = mustClaim(store);
      expect(() => store.parkJob(job.id)).toThrow();
      store.release(claim, failed(), { runAt: clock.now() + 5, countAttempt: true });
      store.parkJob(job.id);
      expect(store.job(job.id)?.status).toBe('queued');
      expect(() => store.parkJob(job.id)).toThrow('Only a running job');
    });

    it('removed for good, and its number is not given again', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      mustClaim(store);
      expect(failureCode(() => store.remove(job.id))).toBe('JOB_RUNNING');
      store.cancel(job.id);
      store.remove(job.id);
      expect(store.job(job.id)).toBeNull();
      expect(store.tasks(job.id)).toEqual([]);
      expect(store.attempts(job.id)).toEqual([]);
      expect(store.enqueue(sampleJob('a', 1)).id).not.toBe(job.id);
    });
  });

  describe(`${name}: settling later`, () => {
    it('finds a job whose tasks are settled, and lets it run without a claim', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      expect(store.settleable()).toEqual([]);
      store.complete(mustClaim(store), done);
      store.parkJob(job.id);
      expect(store.settleable().map(({ id }) => id)).toEqual([job.id]);
      store.resumeJob(job.id);
      expect(store.job(job.id)?.status).toBe('running');
      expect(() => store.resumeJob(job.id)).toThrow('Only a queued job');
      store.completeJob(job.id);
      expect(store.settleable()).toEqual([]);
    });

    it('does not let a job run without a claim while there is work in it', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 1));
      expect(() => store.resumeJob(job.id)).toThrow();
      expect(store.job(job.id)?.status).toBe('queued');
    });
  });

  describe(`${name}: recovery`, () => {
    const crash = sampleFailure({ code: 'JOB_CRASHED_APP', class: 'fatal' });

    it('puts running work back, the attempt used up', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 2));
      const idle = store.enqueue(sampleJob('b', 1));
      mustClaim(store);
      expect(store.recover(3, crash).map(({ id }) => id)).toEqual([job.id]);
      expect(store.job(job.id)).toMatchObject({ status: 'queued', crashes: 1 });
      expect(store.tasks(job.id)[0]).toMatchObject({ status: 'ready', attempts: 1 });
      expect(store.attempts(job.id)).toMatchObject([{ outcome: 'interrupted', counted: true }]);
      expect(store.job(idle.id)).toEqual(idle);
      expect(store.recover(3, crash)).toEqual([]);
    });

    it('fails a job at the limit, and only that one', () => {
      const { store } = fixture();
      const poison = store.enqueue(sampleJob('a', 1));
      mustClaim(store);
      store.recover(2, crash);
      const other = store.enqueue(sampleJob('b', 1));
      mustClaim(store);
      mustClaim(store);
      store.recover(2, crash);
      expect(store.job(poison.id)).toMatchObject({ status: 'failed', error: { code: 'JOB_CRASHED_APP' } });
      expect(store.job(other.id)).toMatchObject({ status: 'queued', crashes: 1 });
    });

    it('forgets crashes when a task is finished', () => {
      const { store } = fixture();
      const job = store.enqueue(sampleJob('a', 5));
      for (let round = 0; round < 4; round += 1) {
        mustClaim(store);
        store.recover(2, crash);
        store.complete(mustClaim(store), done);
        expect(store.job(job.id)?.crashes).toBe(0);
      }
      expect(store.job(job.id)?.status).toBe('running');
    });
  });
}
