import type { StoredFailure } from '../lib/failure.ts';

/**
 * A job is one durable request to run one stage for one subject. Its work is split into tasks, each saved as soon as it is done.
 *
 *   queued ──claim of its first task──▶ running ──all tasks settled──▶ completed | failed
 *     ▲                                   │
 *     └── only waiting tasks are left, ───┘      queued, running ──a person──▶ cancelled
 *         pause, shutdown, restart               failed ──retry──▶ queued
 *
 * `completed` and `cancelled` never change again; `failed` only by a retry.
 */
export type JobStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

/**
 * A task is one unit of work: one speech segment, one artifact, one export file.
 * `ready` may be claimed, `waiting` is due at `runAt`, `replaced` has been exchanged for smaller ones.
 */
export type TaskStatus = 'ready' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'replaced';

/** What holds a single job, apart from the gates of its stage. */
export type JobHold = 'needs-user' | 'budget';

/** Legal moves of a job; everything else is a bug and fails loudly. */
export const jobMoves: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  queued: ['running', 'completed', 'failed', 'cancelled'],
  running: ['queued', 'completed', 'failed', 'cancelled'],
  completed: [],
  failed: ['queued'],
  cancelled: [],
};

/** Legal moves of a task. */
export const taskMoves: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  ready: ['running', 'cancelled', 'failed'],
  waiting: ['ready', 'cancelled', 'failed'],
  running: ['ready', 'waiting', 'done', 'failed', 'cancelled', 'replaced'],
  done: [],
  failed: ['ready'],
  cancelled: [],
  replaced: [],
};

/** A job row. Instants are epoch milliseconds. `payload` is opaque here; the stage parses it with its own schema. */
export interface QueueJob {
  readonly id: string;
  /** Rising number that gives the order of work. */
  readonly sequence: number;
  readonly stage: string;
  /** What the job is about: a lecture's id. At most one open job per subject and stage. */
  readonly subject: string;
  readonly payload: unknown;
  readonly status: JobStatus;
  readonly hold: JobHold | null;
  readonly error: StoredFailure | null;
  /** Runs that ended with the process's death while no task was finished; three of them fail the job. */
  readonly crashes: number;
  /** Paid answers are kept per generation; only a confirmed replay raises it. */
  readonly generation: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** A task row. */
export interface QueueTask {
  readonly id: string;
  readonly jobId: string;
  readonly stage: string;
  /** Name within the job, unique there: `segment:12`, `artifact:summary`, `export:md`. */
  readonly key: string;
  readonly position: number;
  readonly input: unknown;
  readonly status: TaskStatus;
  /** Attempts used up, counted against the limit. */
  readonly attempts: number;
  readonly runAt: number | null;
  readonly error: StoredFailure | null;
}

/** What is needed to queue a task. */
export interface NewTask {
  readonly key: string;
  readonly input: unknown;
}

/** What is needed to queue a job; its tasks are known from the start. */
export interface NewJob {
  readonly stage: string;
  readonly subject: string;
  readonly payload: unknown;
  readonly generation: number;
  readonly tasks: readonly NewTask[];
  /** Lower goes first; 0 by default. Interactive work such as an export is put before long work. */
  readonly priority?: number;
}

/** How an attempt ended, as recorded. `interrupted`: shutdown, pause, sleep or crash; it used up nothing unless it crashed. */
export type AttemptOutcome = 'done' | 'failed' | 'interrupted' | 'cancelled' | 'replaced';

/** True for a job that can still move by itself or by a person's help. */
export function isOpen(status: JobStatus): boolean {
  return status === 'queued' || status === 'running';
}

/** Throws when a move is not in the table: a bug must not reach the database. */
export function assertJobMove(from: JobStatus, to: JobStatus): void {
  if (!jobMoves[from].includes(to)) throw new Error(`Illegal move of a job: ${from} to ${to}`);
}

/** Throws when a move is not in the table. */
export function assertTaskMove(from: TaskStatus, to: TaskStatus): void {
  if (!taskMoves[from].includes(to)) throw new Error(`Illegal move of a task: ${from} to ${to}`);
}
