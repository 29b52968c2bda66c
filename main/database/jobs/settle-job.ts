import type { StoredFailure } from '../../lib/failure.ts';
import { assertJobMove, isOpen, type JobStatus, type QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { jobAlreadyOpen, jobNotFailed, jobNotOpen, jobRunning } from '../../queue/queue-failures.ts';
import { writeFailure } from '../stored-failure.ts';
import { isOpenJobConflict, LAST_REMOVED } from './enqueue-job.ts';
import { sequenceOf } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

type JobChanges = Pick<
  JobStore,
  'completeJob' | 'failJob' | 'parkJob' | 'setJobHold' | 'retry' | 'cancel' | 'remove'
>;

/** Moves of whole jobs. */
export function createJobChanges(tables: JobTables): JobChanges {
  const { requireJob, record, transact } = tables;
  const write = createWrites(tables);

  function requireMove(jobId: string, to: JobStatus): QueueJob {
    const job = requireJob(jobId);
    assertJobMove(job.status, to);
    return job;
  }

  function requireOpen(jobId: string): QueueJob {
    const job = requireJob(jobId);
    if (!isOpen(job.status)) throw jobNotOpen(job.status);
    return job;
  }

  function completeJob(jobId: string): void {
    const sequence = sequenceOf(jobId);
    if (write.complete.run(tables.now(), sequence).changes !== 1) {
      requireMove(jobId, 'completed');
      throw new Error('A job with unsettled tasks can not be completed');
    }
    record('job-completed', sequence);
  }

  function failJob(jobId: string, failure: StoredFailure): void {
    const { sequence } = requireMove(jobId, 'failed');
    const error = writeFailure(failure);
    write.closeAttempts.run(tables.now(), 'interrupted', sequence);
    write.endTasks.run('failed', error, sequence);
    write.end.run('failed', error, tables.now(), sequence);
    record('job-failed', sequence, { code: failure.code });
  }

  function retry(jobId: string): QueueJob {
    const { status, sequence } = requireJob(jobId);
    if (status !== 'failed') throw jobNotFailed(status);
    write.renewTasks.run(sequence);
    try {
      write.renew.run(sequence);
    } catch (error) {
      throw isOpenJobConflict(error) ? jobAlreadyOpen(error) : error;
    }
    record('job-retried', sequence);
    return requireJob(jobId);
  }

  function cancel(jobId: string): QueueJob {
    const { sequence } = requireOpen(jobId);
    write.closeAttempts.run(tables.now(), 'cancelled', sequence);
    write.endTasks.run('cancelled', null, sequence);
    write.end.run('cancelled', null, tables.now(), sequence);
    record('job-cancelled', sequence);
    return requireJob(jobId);
  }

  function setJobHold(...[jobId, hold, failure]: Parameters<JobStore['setJobHold']>): void {
    const { sequence } = requireOpen(jobId);
    write.hold.run(hold, writeFailure(failure), sequence);
    write.holdTasks.run(hold === null ? 0 : 1, sequence);
    if (hold === null) record('job-freed', sequence);
    else record('job-held', sequence, { hold, code: failure?.code });
  }

  function parkJob(jobId: string): void {
    const { sequence, status } = requireJob(jobId);
    if (status !== 'running') throw new Error(`Only a running job can be parked, this one is ${status}`);
    if (write.park.run(sequence).changes !== 1) throw new Error('A job with running tasks can not be parked');
    record('job-parked', sequence);
  }

  function remove(jobId: string): void {
    const { sequence, status } = requireJob(jobId);
    if (status === 'running') throw jobRunning();
    write.keepNumber.run(sequence);
    write.remove.run(sequence);
    record('job-removed', sequence);
  }

  return {
    completeJob: (jobId, commit) =>
      transact(() => {
        completeJob(jobId);
        commit?.();
      }),
    failJob: (jobId, failure, commit) =>
      transact(() => {
        failJob(jobId, failure);
        commit?.();
      }),
    parkJob: (jobId) => transact(() => parkJob(jobId)),
    setJobHold: (...input) => transact(() => setJobHold(...input)),
    retry: (jobId) => transact(() => retry(jobId)),
    cancel: (jobId) => transact(() => cancel(jobId)),
    remove: (jobId) => transact(() => remove(jobId)),
  };
}

/** The statements, each by the job's sequence. */
function createWrites({ connection }: JobTables) {
  const unsettled = `status IN ('ready', 'waiting', 'running')`;
  return {
    complete: connection.prepare(
      `UPDATE jobs SET status = 'completed', open = NULL, hold = NULL, error = NULL, finished_at = ?
       WHERE sequence = ? AND open = 1
       AND NOT EXISTS (SELECT 1 FROM tasks WHERE job_sequence = jobs.sequence AND tasks.${unsettled})`,
    ),
    end: connection.prepare(
      'UPDATE jobs SET status = ?, open = NULL, hold = NULL, error = ?, finished_at = ? WHERE sequence = ?',
    ),
    endTasks: connection.prepare(
      `UPDATE tasks SET status = ?, error = coalesce(?, error), run_at = NULL, held = 0
       WHERE job_sequence = ? AND ${unsettled}`,
    ),
    closeAttempts: connection.prepare(
      'UPDATE attempts SET finished_at = ?, outcome = ?, counted = 0 WHERE job_sequence = ? AND finished_at IS NULL',
    ),
    renew: connection.prepare(
      `UPDATE jobs SET status = 'queued', open = 1, hold = NULL, error = NULL, crashes = 0, started_at = NULL,
       finished_at = NULL WHERE sequence = ?`,
    ),
    renewTasks: connection.prepare(
      `UPDATE tasks SET status = 'ready', attempts = 0, run_at = NULL, error = NULL
       WHERE job_sequence = ? AND status = 'failed'`,
    ),
    hold: connection.prepare('UPDATE jobs SET hold = ?, error = ? WHERE sequence = ?'),
    holdTasks: connection.prepare(`UPDATE tasks SET held = ? WHERE job_sequence = ? AND ${unsettled}`),
    park: connection.prepare(
      `UPDATE jobs SET status = 'queued' WHERE sequence = ?
       AND NOT EXISTS (SELECT 1 FROM tasks WHERE job_sequence = jobs.sequence AND tasks.status = 'running')`,
    ),
    keepNumber: connection.prepare(
      `INSERT INTO meta (key, value) VALUES ('${LAST_REMOVED}', ?) ON CONFLICT (key)
       DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`,
    ),
    remove: connection.prepare('DELETE FROM jobs WHERE sequence = ?'),
  };
}
