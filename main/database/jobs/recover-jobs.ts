import type { StoredFailure } from '../../lib/failure.ts';
import type { QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { type JobRow, toJob } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

/** `recover`: what the last owner left running. All in one transaction, so a crash in here counts once. */
export function createRecover(
  tables: JobTables,
  failJob: (jobId: string, failure: StoredFailure) => void,
): JobStore['recover'] {
  const { connection } = tables;
  const selectRunning = connection.prepare<[], JobRow>(
    `SELECT * FROM jobs WHERE open = 1 AND status = 'running' ORDER BY sequence`,
  );
  const requeue = connection.prepare(
    `UPDATE jobs SET status = 'queued', crashes = crashes + 1 WHERE sequence = ? AND status = 'running'`,
  );
  const readyTasks = connection.prepare(
    `UPDATE tasks SET status = 'ready' WHERE job_sequence = ? AND status = 'running'`,
  );
  const closeAttempts = connection.prepare(
    `UPDATE attempts SET finished_at = ?, outcome = 'interrupted', counted = 1 WHERE id IN
       (SELECT last_attempt FROM tasks WHERE job_sequence = ? AND status = 'running')`,
  );

  function requeued(row: JobRow): QueueJob {
    closeAttempts.run(tables.now(), row.sequence);
    readyTasks.run(row.sequence);
    requeue.run(row.sequence);
    tables.record('job-recovered', row.sequence, { crashes: row.crashes + 1 });
    return toJob({ ...row, status: 'queued', crashes: row.crashes + 1 });
  }

  return (crashLimit, failure) =>
    tables.transact(() =>
      selectRunning.all().map((row) => {
        const job = requeued(row);
        if (job.crashes < crashLimit) return job;
        failJob(job.id, failure);
        return tables.requireJob(job.id);
      }),
    );
}
