import type { JobHold, JobStatus, QueueJob, QueueTask, TaskStatus } from '../../queue/job.ts';
import { readFailure } from '../stored-failure.ts';

/** A row of `jobs`; the table's checks vouch for the states. */
export interface JobRow {
  readonly sequence: number;
  readonly id: string;
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
  readonly sequence: number;
  readonly id: string;
  readonly job_id: string;
  readonly stage: string;
  readonly key: string;
  readonly priority: number;
  readonly job_sequence: number;
  readonly position: number;
  readonly input: string;
  readonly status: TaskStatus;
  readonly held: number;
  readonly attempts: number;
  readonly run_at: number | null;
  readonly error: string | null;
}

/** The job a row stands for. */
export function toJob(row: JobRow): QueueJob {
  return {
    id: row.id,
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
  return {
    id: row.id,
    jobId: row.job_id,
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
