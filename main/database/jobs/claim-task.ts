import type { QueueJob } from '../../queue/job.ts';
import type { Claim, JobStore } from '../../queue/ports.ts';
import { type JobRow, type TaskRow, toJob, toTask } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

interface ReadyRow extends TaskRow {
  readonly last_attempt: number | null;
}

/** `claim`: one index probe finds the task; task, job, attempt and events change in one transaction. */
export function createClaim(tables: JobTables): JobStore['claim'] {
  const { connection } = tables;
  // Two plain statements are faster than one with RETURNING, which collects its rows in a table of its own.
  const selectReady = connection.prepare<[string], ReadyRow>(
    `SELECT job_sequence, key, stage, position, input, status, attempts, run_at, error, last_attempt FROM tasks
     WHERE stage = ? AND status = 'ready' AND held = 0 ORDER BY priority, job_sequence, position LIMIT 1`,
  );
  const startTask = connection.prepare<[number, number, string]>(
    `UPDATE tasks SET status = 'running', attempts = attempts + 1, last_attempt = ?
     WHERE job_sequence = ? AND key = ? AND status = 'ready'`,
  );
  const selectJob = connection.prepare<[number], JobRow>(
    'SELECT * FROM jobs WHERE sequence = ? AND open = 1',
  );
  const startJob = connection.prepare<[number, number]>(
    `UPDATE jobs SET status = 'running', started_at = coalesce(started_at, ?) WHERE sequence = ? AND status = 'queued'`,
  );
  const insertAttempt = connection.prepare<[number | null, number, string, string, number]>(
    'INSERT INTO attempts (previous, job_sequence, task_key, stage, started_at) VALUES (?, ?, ?, ?, ?)',
  );

  function start(stage: string): Claim | null {
    const row = selectReady.get(stage);
    if (!row) return null;
    const { job_sequence: sequence, key } = row;
    const now = tables.now();
    const inserted = insertAttempt.run(row.last_attempt, sequence, key, stage, now);
    const attemptId = Number(inserted.lastInsertRowid);
    if (startTask.run(attemptId, sequence, key).changes !== 1)
      throw new Error('A ready task could not be claimed');
    const job = runningJob(sequence, now);
    const task = toTask({ ...row, status: 'running', attempts: row.attempts + 1 });
    tables.record('task-running', sequence, { task: key, attempt: task.attempts });
    return { job, task, attemptId };
  }

  function runningJob(sequence: number, now: number): QueueJob {
    const row = selectJob.get(sequence);
    if (!row) throw new Error('A task of a job that has ended was ready');
    if (row.status === 'running') return toJob(row);
    if (startJob.run(now, sequence).changes !== 1) throw new Error('A queued job could not be started');
    tables.record('job-running', sequence);
    return toJob({ ...row, status: 'running', started_at: row.started_at ?? now });
  }

  return (stage) => tables.transact(() => start(stage));
}
