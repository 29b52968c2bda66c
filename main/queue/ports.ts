import type { StoredFailure } from '../lib/failure.ts';
import type { AttemptOutcome, JobHold, NewJob, NewTask, QueueJob, QueueTask } from './job.ts';

/** A claimed task with its job and the number of the attempt row that was written with the claim. */
export interface Claim {
  readonly job: QueueJob;
  readonly task: QueueTask;
  readonly attemptId: number;
}

/** Why work that depends on something does not move; kept in the database, so it survives a restart. */
export interface Gate {
  /**
   * What is held: `stage:<stage>` and `retries` by a person; `flow:<stage>` by the queue for a stage that depends on nothing
   * named; `provider`, `provider:<endpoint>:<model>`, `storage`, `disk` for everything that depends on them.
   */
  readonly key: string;
  readonly hold: 'retry-at' | 'breaker-open' | 'offline' | 'paused' | 'needs-user' | 'storage-down';
  /** When it is looked at again by itself; null waits for a person. Epoch milliseconds. */
  readonly until: number | null;
  readonly failure: StoredFailure | null;
  readonly since: number;
  /** Openings or probes so far; the delay grows with it. */
  readonly round: number;
}

/** What one attempt learned, written when it ends. */
export interface AttemptRecord {
  readonly outcome: AttemptOutcome;
  readonly failure: StoredFailure | null;
  /** What was sent and to which model and server, as plain data without contents. */
  readonly sent: unknown;
}

/** An attempt row: one try of one task. Instants are epoch milliseconds. */
export interface QueueAttempt {
  readonly id: number;
  readonly taskKey: string;
  readonly startedAt: number;
  /** Null while it runs. */
  readonly finishedAt: number | null;
  readonly outcome: AttemptOutcome | null;
  /** Whether it used up one of the task's attempts. */
  readonly counted: boolean;
  readonly failure: { readonly code: string; readonly class: string } | null;
  readonly sent: unknown;
}

/** An event row: one change of the queue. Rows are only ever added. */
export interface QueueEvent {
  readonly id: number;
  readonly at: number;
  readonly jobId: string | null;
  readonly kind: QueueEventKind;
  readonly detail: unknown;
}

/** What changed. `job-…` and `task-…` name the state that was entered. */
export type QueueEventKind =
  | 'job-queued'
  | 'job-running'
  | 'job-parked'
  | 'job-completed'
  | 'job-failed'
  | 'job-cancelled'
  | 'job-retried'
  | 'job-recovered'
  | 'job-held'
  | 'job-freed'
  | 'job-removed'
  | 'task-running'
  | 'task-done'
  | 'task-ready'
  | 'task-waiting'
  | 'task-failed'
  | 'task-replaced'
  | 'tasks-due'
  | 'gate-closed'
  | 'gate-opened';

/** Narrows a list of jobs. */
export interface JobFilter {
  readonly status?: QueueJob['status'];
  readonly stage?: string;
  readonly subject?: string;
}

/**
 * Where jobs live. Every method is one durable transaction unless it is called inside `transaction`, which joins them;
 * every change writes its event row. A change of a task names its claim and throws `LostClaimError` when that is over (the
 * job was cancelled or failed meanwhile, or another owner recovered it); an illegal move of a job throws a failure or an Error.
 * One suite (test/ports/job-store-suite.ts) holds every implementation to this text.
 */
export interface JobStore {
  /** Runs `work` in one transaction together with any other rows it writes; rolls back when it throws. It must not wait. */
  transaction<Result>(work: () => Result): Result;
  /** Adds a job with its tasks, at least one. Throws `JOB_ALREADY_OPEN` when the subject has an open job of this stage. */
  enqueue(job: NewJob): QueueJob;
  /**
   * Claims the first ready task of the stage in order of priority, job and position, skipping jobs that are held; marks job
   * and task running, counts the attempt and writes its row. Null when there is none.
   * Cost does not grow with the number of queued or finished jobs.
   */
  claim(stage: string): Claim | null;
  /** The attempt is over and the task is done; `commit` writes what belongs to it in the same transaction. */
  complete(claim: Claim, record: AttemptRecord, commit?: () => void): void;
  /** The job is done; none of its tasks may be unsettled. Inside `transaction` it settles together with its last task. */
  completeJob(jobId: string, commit?: () => void): void;
  /** Puts the task back as ready, or waiting until `runAt`; `countAttempt` false gives the attempt back. */
  release(
    claim: Claim,
    record: AttemptRecord,
    options: { readonly runAt: number | null; readonly countAttempt: boolean },
  ): void;
  /** The task is beyond help; the job goes on with its other tasks. */
  failTask(claim: Claim, record: AttemptRecord): void;
  /** Exchanges the task for smaller ones at its place, in the given order; `commit` writes what belongs to it. */
  replaceTask(claim: Claim, record: AttemptRecord, children: readonly NewTask[], commit?: () => void): void;
  /** Ends an open job as failed; tasks not settled are failed with it, running ones too. `commit` as above. */
  failJob(jobId: string, failure: StoredFailure, commit?: () => void): void;
  /** Back to queued: none of its tasks runs. */
  parkJob(jobId: string): void;
  /** Running without a claim: a queued job whose tasks are all settled is about to be settled itself. */
  resumeJob(jobId: string): void;
  /** Open jobs whose tasks are all settled: an earlier run ended before it could settle them. */
  settleable(): readonly QueueJob[];
  /** Holds or frees one open job. Running tasks go on, no other is claimed. */
  setJobHold(jobId: string, hold: JobHold | null, failure: StoredFailure | null): void;
  /**
   * A failed job becomes queued: failed tasks are ready again with no attempts used; finished ones stay.
   * Throws `JOB_NOT_FOUND`, `JOB_NOT_FAILED`, `JOB_ALREADY_OPEN`.
   */
  retry(jobId: string): QueueJob;
  /** Ends an open job at a person's wish; finished tasks stay. Throws `JOB_NOT_FOUND`, `JOB_NOT_OPEN`. */
  cancel(jobId: string): QueueJob;
  /** Takes a job with its tasks and attempts away for good; its events and its number stay. Throws `JOB_NOT_FOUND`, and `JOB_RUNNING` while it is running. */
  remove(jobId: string): void;
  /** Waiting tasks whose time has come become ready. Answers the next due time, or null. */
  promoteDue(now: number): number | null;
  /** Waiting tasks (of one subject, or all) become ready at once. */
  promoteAll(subject?: string): void;
  /** No waiting task stays due later than `latest`, unless the other side asked for it (`retryAt` of its failure). */
  clampWaiting(latest: number): void;
  /**
   * Run once at start by the new owner: running jobs return to queued and running tasks to ready, their attempt used up. Each such
   * job has `crashes` raised, which every finished task sets back to 0; at `crashLimit` it fails with `failure`. Answers the jobs touched.
   */
  recover(crashLimit: number, failure: StoredFailure): readonly QueueJob[];
  job(jobId: string): QueueJob | null;
  /** In the order of work. */
  jobs(filter: JobFilter): readonly QueueJob[];
  /** By position. */
  tasks(jobId: string): readonly QueueTask[];
  /** Oldest first. */
  attempts(jobId: string): readonly QueueAttempt[];
  /** Oldest first. */
  events(jobId: string): readonly QueueEvent[];
  /** Counts of a job's tasks by state, cheap enough to call after every change. */
  taskCounts(jobId: string): Readonly<Record<QueueTask['status'], number>>;
  /** The earliest due time among a job's waiting tasks. */
  nextRunAt(jobId: string): number | null;
  gates(): readonly Gate[];
  putGate(gate: Gate): void;
  removeGate(key: string): void;
  /** Ready tasks that are not held, by stage; `oldest` is when the first of their jobs was created. */
  backlog(): readonly { readonly stage: string; readonly ready: number; readonly oldest: number | null }[];
}

/** The claim is over: what was worked out under it must not be saved. */
export class LostClaimError extends Error {
  constructor(taskId: string) {
    super(`The claim on task ${taskId} is over`);
    this.name = 'LostClaimError';
  }
}

/** What a task's run comes to. Anything thrown is a failure and is classed by its `LecternError`. */
export type TaskOutcome =
  | { readonly kind: 'done'; readonly sent?: unknown; readonly commit?: () => void }
  | {
      readonly kind: 'replaced';
      readonly sent?: unknown;
      readonly children: readonly NewTask[];
      readonly commit?: () => void;
    };

/** How a job ends when all its tasks are settled; `commit` runs in the transaction that settles the job. */
export type JobOutcome =
  | { readonly kind: 'completed'; readonly commit?: () => void }
  | { readonly kind: 'failed'; readonly failure: StoredFailure; readonly commit?: () => void };

/** What a running task is given. */
export interface TaskContext {
  readonly job: QueueJob;
  readonly task: QueueTask;
  /** Aborted when the job is cancelled or has failed, and at shutdown. What is thrown after that is not a failure. */
  readonly signal: AbortSignal;
  /** Progress inside the task, 0 to 1; shown, never stored. */
  progress(fraction: number): void;
  /** Whether the breaker behind this gate is open just now, so that a fallback can be used. A wait or a hold is no breaker. */
  isBreakerOpen(key: string): boolean;
}

/** A stage as the queue sees it: what it depends on, how a task is run, how a job is settled. */
export interface StageRunner {
  readonly stage: string;
  /** Keys of the gates that hold this stage; asked at every claim because settings may have changed. */
  gates(): readonly string[];
  /** Keys of gates that hold this job and no other of the stage, such as a model chosen for it; asked when its task is claimed. */
  gatesOfJob?(job: QueueJob): readonly string[];
  /** Which model, server and so on a task of this job meets when it starts now; recorded with its attempt, however that ends. */
  circumstances?(job: QueueJob): Readonly<Record<string, string | number>>;
  /** Most tasks at a time; asked at every claim. */
  concurrency(): number;
  run(context: TaskContext): Promise<TaskOutcome>;
  /**
   * Settles without waiting, inside the transaction of the last task and after its `commit`: one durable commit instead of two.
   * Null leaves it to `settle`.
   */
  settleAtOnce?(job: QueueJob, tasks: readonly QueueTask[]): JobOutcome | null;
  /** Called when all tasks are settled, again after a crash: must be free of side effects until `commit`. */
  settle(job: QueueJob, tasks: readonly QueueTask[], signal: AbortSignal): Promise<JobOutcome>;
}

/** Asks whether what a gate waits for is back: reaches the host, writes a probe object. Never throws. */
export type GateProbe = (gate: Gate, signal: AbortSignal) => Promise<boolean>;
