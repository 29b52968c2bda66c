import type { StoredFailure } from '../../lib/failure.ts';
import { assertJobMove, isOpen, type QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { jobNotOpen } from '../../queue/queue-failures.ts';
import { writeFailure } from '../stored-failure.ts';
import { sequenceOf } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

/** How a job ends: completed, failed, cancelled. */
export function createJobEnds(tables: JobTables): Pick<JobStore, 'completeJob' | 'failJob' | 'cancel'> {
  const { requireJob, record, transact } = tables;
  const write = createWrites(tables);

  function completeJob(jobId: string): void {
    const sequence = sequenceOf(jobId);
    if (write.complete.run(tables.now(), sequence).changes !== 1) {
      assertJobMove(requireJob(jobId).status, 'completed');
      throw new Error('A job with unsettled tasks can not be completed');
    }
    record('job-completed', sequence);
  }

  function failJob(jobId: string, failure: StoredFailure): void {
    const { status, sequence } = requireJob(jobId);
    assertJobMove(status, 'failed');
    const error = writeFailure(failure);
    write.closeAttempts.run(tables.now(), 'interrupted', sequence);
    write.endTasks.run('failed', error, sequence);
    write.end.run('failed', error, tables.now(), sequence);
    record('job-failed', sequence, { code: failure.code });
  }

  function cancel(jobId: string): QueueJob {
    const { status, sequence } = requireJob(jobId);
    if (!isOpen(status)) throw jobNotOpen(status);
    write.closeAttempts.run(tables.now(), 'cancelled', sequence);
    write.endTasks.run('cancelled', null, sequence);
    write.end.run('cancelled', null, tables.now(), sequence);
    record('job-cancelled', sequence);
    return requireJob(jobId);
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
    cancel: (jobId) => transact(() => cancel(jobId)),
  };
}

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
      `UPDATE attempts SET finished_at = ?, outcome = ?, counted = 0 WHERE id IN
       (SELECT last_attempt FROM tasks WHERE job_sequence = ? AND status = 'running')`,
    ),
  };
}
