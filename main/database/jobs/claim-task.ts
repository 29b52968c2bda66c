import type { Claim, JobStore } from '../../queue/ports.ts';
import { type JobRow, type TaskRow, toJob, toTask } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

/** `claim`: one index probe finds the task; task, job, attempt and events change in one transaction. */
export function createClaim(tables: JobTables): JobStore['claim'] {
  const { connection } = tables;
  const selectReady = connection.prepare<[string], TaskRow>(
    `SELECT * FROM tasks WHERE stage = ? AND status = 'ready' AND held = 0
     ORDER BY priority, job_sequence, position LIMIT 1`,
  );
  const startTask = connection.prepare<[number]>(
    `UPDATE tasks SET status = 'running', attempts = attempts + 1 WHERE sequence = ? AND status = 'ready'`,
  );
  const selectJob = connection.prepare<[number], JobRow>('SELECT * FROM jobs WHERE sequence = ?');
  const startJob = connection.prepare<[number, number]>(
    `UPDATE jobs SET status = 'running', started_at = coalesce(started_at, ?) WHERE sequence = ? AND status = 'queued'`,
  );
  const insertAttempt = connection.prepare<[string, string, string, number]>(
    'INSERT INTO attempts (job_id, task_id, stage, started_at) VALUES (?, ?, ?, ?)',
  );

  function start(stage: string): Claim | null {
    const row = selectReady.get(stage);
    if (!row) return null;
    const now = tables.now();
    if (startTask.run(row.sequence).changes !== 1) throw new Error('A ready task could not be claimed');
    const job = runningJob(row.job_sequence, now);
    const attempt = insertAttempt.run(job.id, row.id, stage, now);
    const task = toTask({ ...row, status: 'running', attempts: row.attempts + 1 });
    tables.record('task-running', job.id, { task: task.key, attempt: task.attempts });
    return { job, task, attemptId: Number(attempt.lastInsertRowid) };
  }

  function runningJob(sequence: number, now: number) {
    const row = selectJob.get(sequence);
    if (!row) throw new Error('A task without a job');
    if (row.status === 'running') return toJob(row);
    if (startJob.run(now, sequence).changes !== 1) throw new Error(`A task of a ${row.status} job was ready`);
    tables.record('job-running', row.id);
    return toJob({ ...row, status: 'running', started_at: row.started_at ?? now });
  }

  return (stage) => tables.transact(() => start(stage));
}
