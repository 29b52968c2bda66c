import { assertJobMove, type JobStatus, type QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { isOpen } from '../../queue/job.ts';
import { jobAlreadyOpen, jobNotFailed, jobNotOpen, jobRunning } from '../../queue/queue-failures.ts';
import { writeFailure } from '../stored-failure.ts';
import { isOpenJobConflict } from './enqueue-job.ts';
import type { JobTables } from './job-tables.ts';

type JobChanges = Pick<
  JobStore,
  'completeJob' | 'failJob' | 'parkJob' | 'setJobHold' | 'retry' | 'cancel' | 'remove'
>;

/** Moves of whole jobs. */
export function createJobChanges(tables: JobTables): JobChanges {
  const { requireJob, record } = tables;
  const write = createWrites(tables);

  function move(jobId: string, to: JobStatus): QueueJob {
    const job = requireJob(jobId);
    assertJobMove(job.status, to);
    return job;
  }

  function completeJob(jobId: string): void {
    const job = move(jobId, 'completed');
    if (write.countUnsettled.get(jobId) !== 0)
      throw new Error('A job with unsettled tasks can not be completed');
    write.end.run('completed', null, tables.now(), job.sequence);
    record('job-completed', jobId);
  }

  function failJob(jobId: string, failure: Parameters<JobStore['failJob']>[1]): void {
    const job = move(jobId, 'failed');
    const error = writeFailure(failure);
    write.closeAttempts.run(tables.now(), 'interrupted', jobId);
    write.endTasks.run('failed', error, jobId);
    write.end.run('failed', error, tables.now(), job.sequence);
    record('job-failed', jobId, { code: failure.code });
  }

  function retry(jobId: string): void {
    const job = requireJob(jobId);
    if (job.status !== 'failed') throw jobNotFailed(job.status);
    write.renewTasks.run(jobId);
    try {
      write.renew.run(job.sequence);
    } catch (error) {
      throw isOpenJobConflict(error) ? jobAlreadyOpen(error) : error;
    }
    record('job-retried', jobId);
  }

  function cancel(jobId: string): void {
    const job = requireJob(jobId);
    if (!isOpen(job.status)) throw jobNotOpen(job.status);
    write.closeAttempts.run(tables.now(), 'cancelled', jobId);
    write.endTasks.run('cancelled', null, jobId);
    write.end.run('cancelled', null, tables.now(), job.sequence);
    record('job-cancelled', jobId);
  }

  function setJobHold(...[jobId, hold, failure]: Parameters<JobStore['setJobHold']>): void {
    const job = requireJob(jobId);
    if (!isOpen(job.status)) throw jobNotOpen(job.status);
    write.hold.run(hold, writeFailure(failure), job.sequence);
    write.holdTasks.run(hold === null ? 0 : 1, jobId);
    if (hold === null) record('job-freed', jobId);
    else record('job-held', jobId, { hold, code: failure?.code });
  }

  function parkJob(jobId: string): void {
    const job = move(jobId, 'queued');
    if (write.countRunning.get(jobId) !== 0) throw new Error('A job with running tasks can not be parked');
    write.park.run(job.sequence);
    record('job-parked', jobId);
  }

  function remove(jobId: string): void {
    const job = requireJob(jobId);
    if (job.status === 'running') throw jobRunning();
    write.removeEvents.run(jobId);
    write.remove.run(job.sequence);
  }

  const changed = (jobId: string, change: (id: string) => void) =>
    tables.transact(() => {
      change(jobId);
      return requireJob(jobId);
    });

  return {
    completeJob: (jobId, commit) =>
      tables.transact(() => {
        completeJob(jobId);
        commit?.();
      }),
    failJob: (jobId, failure, commit) =>
      tables.transact(() => {
        failJob(jobId, failure);
        commit?.();
      }),
    parkJob: (jobId) => tables.transact(() => parkJob(jobId)),
    setJobHold: (...input) => tables.transact(() => setJobHold(...input)),
    retry: (jobId) => changed(jobId, retry),
    cancel: (jobId) => changed(jobId, cancel),
    remove: (jobId) => tables.transact(() => remove(jobId)),
  };
}

/** The statements; tasks and attempts are found by their job. */
function createWrites({ connection }: JobTables) {
  const unsettled = `job_id = ? AND status IN ('ready', 'waiting', 'running')`;
  return {
    countUnsettled: connection
      .prepare<[string], number>(`SELECT count(*) FROM tasks WHERE ${unsettled}`)
      .pluck(),
    countRunning: connection
      .prepare<[string], number>(`SELECT count(*) FROM tasks WHERE job_id = ? AND status = 'running'`)
      .pluck(),
    end: connection.prepare(
      'UPDATE jobs SET status = ?, hold = NULL, error = ?, finished_at = ? WHERE sequence = ?',
    ),
    endTasks: connection.prepare(
      `UPDATE tasks SET status = ?, error = coalesce(?, error), run_at = NULL, held = 0 WHERE ${unsettled}`,
    ),
    closeAttempts: connection.prepare(
      'UPDATE attempts SET finished_at = ?, outcome = ?, counted = 0 WHERE job_id = ? AND finished_at IS NULL',
    ),
    renew: connection.prepare(
      `UPDATE jobs SET status = 'queued', hold = NULL, error = NULL, crashes = 0, started_at = NULL, finished_at = NULL
       WHERE sequence = ?`,
    ),
    renewTasks: connection.prepare(
      `UPDATE tasks SET status = 'ready', attempts = 0, run_at = NULL, error = NULL WHERE job_id = ? AND status = 'failed'`,
    ),
    hold: connection.prepare('UPDATE jobs SET hold = ?, error = ? WHERE sequence = ?'),
    holdTasks: connection.prepare(`UPDATE tasks SET held = ? WHERE ${unsettled}`),
    park: connection.prepare(`UPDATE jobs SET status = 'queued' WHERE sequence = ?`),
    removeEvents: connection.prepare('DELETE FROM events WHERE job_id = ?'),
    remove: connection.prepare('DELETE FROM jobs WHERE sequence = ?'),
  };
}
