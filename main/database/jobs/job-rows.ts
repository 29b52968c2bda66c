import type { JobHold, JobStatus, QueueJob, QueueTask, TaskStatus } from '../../queue/job.ts';
import { readFailure } from '../stored-failure.ts';

/** A row of `jobs`; the table's checks vouch for the states. */
export interface JobRow {
  readonly sequence: number;
  readonly stage: string;
  readonly subject: string;
  readonly payload: string;
  readonly priority: number;
  readonly status: JobStatus;
  readonly hold: JobHold | null;
  readonly error: string | null;
  readonly crashes: number;
  readonly generation: number;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
}

/** A row of `tasks`. */
export interface TaskRow {
  readonly job_sequence: number;
  readonly key: string;
  readonly stage: string;
  readonly position: number;
  readonly input: string;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly run_at: number | null;
  readonly error: string | null;
}

/** Ids of a job's attempts, by its sequence: from each task's newest along the chain. */
export const ATTEMPTS_OF_JOB = `
  WITH RECURSIVE chain (id) AS (
    SELECT last_attempt FROM tasks WHERE job_sequence = ? AND last_attempt IS NOT NULL
    UNION ALL
    SELECT previous FROM attempts JOIN chain USING (id) WHERE previous IS NOT NULL
  ) SELECT id FROM chain`;

/** The id by which a job is known outside. */
export function jobIdOf(sequence: number): string {
  return `j${sequence}`;
}

/** The row a job's id stands for; 0, which is no row, for anything else. */
export function sequenceOf(jobId: string): number {
  const digits = /^j([1-9]\d{0,14})$/.exec(jobId)?.[1];
  return digits === undefined ? 0 : Number(digits);
}

/** The job a row stands for. */
export function toJob(row: JobRow): QueueJob {
  return {
    id: jobIdOf(row.sequence),
    sequence: row.sequence,
    stage: row.stage,
    subject: row.subject,
    payload: JSON.parse(row.payload),
    status: row.status,
    hold: row.hold,
    error: readFailure(row.error),
    crashes: row.crashes,
    generation: row.generation,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** The task a row stands for. */
export function toTask(row: TaskRow): QueueTask {
  const jobId = jobIdOf(row.job_sequence);
  return {
    id: `${jobId}/${row.key}`,
    jobId,
    stage: row.stage,
    key: row.key,
    position: row.position,
    input: JSON.parse(row.input),
    status: row.status,
    attempts: row.attempts,
    runAt: row.run_at,
    error: readFailure(row.error),
  };
}
