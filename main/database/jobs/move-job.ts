import { isOpen, type QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { jobAlreadyOpen, jobNotFailed, jobNotOpen, jobRunning } from '../../queue/queue-failures.ts';
import { writeFailure } from '../stored-failure.ts';
import { isOpenJobConflict, LAST_REMOVED } from './enqueue-job.ts';
import { ATTEMPTS_OF_JOB } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

type JobMoves = Pick<JobStore, 'parkJob' | 'resumeJob' | 'setJobHold' | 'retry' | 'remove'>;

/** Moves of a job that do not end it, and taking it away. */
export function createJobMoves(tables: JobTables): JobMoves {
  const { requireJob, record, transact } = tables;
  const write = createWrites(tables);

  function parkJob(jobId: string): void {
    const { sequence, status } = requireJob(jobId);
    if (status !== 'running') throw new Error(`Only a running job can be parked, this one is ${status}`);
    if (write.park.run(sequence).changes !== 1) throw new Error('A job with running tasks can not be parked');
    record('job-parked', sequence);
  }

  function resumeJob(jobId: string): void {
    const { sequence, status } = requireJob(jobId);
    if (status !== 'queued') throw new Error(`Only a queued job can be resumed, this one is ${status}`);
    if (write.resume.run(tables.now(), sequence).changes !== 1)
      throw new Error('This job has unsettled tasks');
    record('job-running', sequence);
  }

  function setJobHold(...[jobId, hold, failure]: Parameters<JobStore['setJobHold']>): void {
    const { sequence, status } = requireJob(jobId);
    if (!isOpen(status)) throw jobNotOpen(status);
    write.hold.run(hold, writeFailure(failure), sequence);
    write.holdTasks.run(hold === null ? 0 : 1, sequence);
    if (hold === null) record('job-freed', sequence);
    else record('job-held', sequence, { hold, code: failure?.code });
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

  function remove(jobId: string): void {
    const { sequence, status } = requireJob(jobId);
    if (status === 'running') throw jobRunning();
    write.keepNumber.run(sequence);
    write.removeAttempts.run(sequence);
    write.remove.run(sequence);
    record('job-removed', sequence);
  }

  return {
    parkJob: (jobId) => transact(() => parkJob(jobId)),
    resumeJob: (jobId) => transact(() => resumeJob(jobId)),
    setJobHold: (...input) => transact(() => setJobHold(...input)),
    retry: (jobId) => transact(() => retry(jobId)),
    remove: (jobId) => transact(() => remove(jobId)),
  };
}

function createWrites({ connection }: JobTables) {
  const unsettled = `status IN ('ready', 'waiting', 'running')`;
  const tasksAre = (states: string) =>
    `EXISTS (SELECT 1 FROM tasks WHERE job_sequence = jobs.sequence AND tasks.${states})`;
  return {
    park: connection.prepare(
      `UPDATE jobs SET status = 'queued' WHERE sequence = ? AND NOT ${tasksAre("status = 'running'")}`,
    ),
    resume: connection.prepare(
      `UPDATE jobs SET status = 'running', started_at = coalesce(started_at, ?)
       WHERE sequence = ? AND NOT ${tasksAre(unsettled)}`,
    ),
    hold: connection.prepare('UPDATE jobs SET hold = ?, error = ? WHERE sequence = ?'),
    holdTasks: connection.prepare(`UPDATE tasks SET held = ? WHERE job_sequence = ? AND ${unsettled}`),
    renew: connection.prepare(
      `UPDATE jobs SET status = 'queued', open = 1, hold = NULL, error = NULL, crashes = 0, started_at = NULL,
       finished_at = NULL WHERE sequence = ?`,
    ),
    renewTasks: connection.prepare(
      `UPDATE tasks SET status = 'ready', attempts = 0, run_at = NULL, error = NULL
       WHERE job_sequence = ? AND status = 'failed'`,
    ),
    keepNumber: connection.prepare(
      `INSERT INTO meta (key, value) VALUES ('${LAST_REMOVED}', ?) ON CONFLICT (key)
       DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`,
    ),
    removeAttempts: connection.prepare(`DELETE FROM attempts WHERE id IN (${ATTEMPTS_OF_JOB})`),
    remove: connection.prepare('DELETE FROM jobs WHERE sequence = ?'),
  };
}
