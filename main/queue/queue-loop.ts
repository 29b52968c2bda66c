import { RETRIES_GATE } from './failure-policy.ts';
import { isOpen, type QueueJob } from './job.ts';
import { JobSettling } from './job-settling.ts';
import { createProgressMeter, type JobProgress, type ProgressMeter } from './progress.ts';
import { createQueueCore, type QueueCore, type QueueOptions } from './queue-core.ts';
import { jobCrashedApp } from './queue-failures.ts';
import { isSettled } from './save-result.ts';
import { type Standing, standingOf } from './standing.ts';
import { TaskRuns } from './task-runs.ts';

/** What the computer tells: it goes to sleep, it woke up, its network changed. */
export type HostEvent = 'suspend' | 'resume' | 'network-changed';

/** Runs that ended with the process's death, with no task finished in between, before a job is set aside. */
const CRASH_LIMIT = 3;

/** How long running tasks may take to end. Milliseconds. */
const CANCEL_MS = 1_000;
const DRAIN_MS = 5_000;

/** After an error of the database the queue looks again after this. Milliseconds. */
const TROUBLE_MS = 5_000;

/** When the system does not tell that it woke up, work goes on after this. Milliseconds of time awake. */
const LONGEST_SUSPENSION_MS = 60_000;

/** The queue at work: one loop over all stages, woken by events and by the next time something is due. */
export class QueueLoop {
  readonly core: QueueCore;
  readonly #runs: TaskRuns;
  readonly settling: JobSettling;
  readonly #progress: ProgressMeter;
  /** Jobs of which something has ended here: they may have to be settled or parked. */
  readonly #idle = new Set<string>();
  #phase: 'new' | 'working' | 'stopping' | 'stopped' = 'new';
  #isSuspended = false;
  #isWoken = false;
  #lastMove: number;
  #lastTurn = 0;
  #cancelTimer: (() => void) | null = null;
  #stopped: Promise<void> | null = null;

  constructor(options: QueueOptions) {
    this.#lastMove = options.clock.now();
    this.core = createQueueCore(options, () => {
      options.onChange(null, null);
      this.wake();
    });
    const mayStart = () => this.#phase === 'working' && !this.#isSuspended;
    this.#runs = new TaskRuns(this.core, {
      mayStart,
      started: ({ claim }) => {
        this.#progress.started(claim.job.id, options.clock.now());
        this.#moved(claim.job);
      },
      progressed: ({ claim }) => this.#moved(claim.job),
      ended: ({ claim }) => this.#ended(claim.job),
    });
    this.settling = new JobSettling(this.core, { mayStart, ended: (job) => this.#ended(job) });
    this.#progress = createProgressMeter(options.store, () => this.#runs.all());
  }

  /** Recovers what the last run left, then works until `stop`. */
  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'working';
    const { store, clock, numbers, onChange } = this.core;
    for (const job of store.recover(CRASH_LIMIT, jobCrashedApp)) onChange(job.subject, job.id);
    store.clampWaiting(clock.now() + numbers().backoffCapMs);
    for (const job of store.settleable()) this.settling.add(job.id);
    this.wake();
  }

  /** Ends running tasks politely and puts them back, no attempt used up. Takes 5 s at most. Safe to call twice. */
  stop(): Promise<void> {
    if (this.#phase === 'working') {
      this.#phase = 'stopping';
      this.#stopped = this.#drain();
    }
    return this.#stopped ?? Promise.resolve();
  }

  /** There may be new work. */
  wake(): void {
    if (this.#isWoken || this.#phase !== 'working') return;
    this.#isWoken = true;
    setImmediate(() => {
      this.#isWoken = false;
      if (this.#phase === 'working') this.#turn();
    });
  }

  /** Before sleep nothing begins; after it, and when the network has changed, absent servers are asked for at once. */
  hostChanged(event: HostEvent): void {
    this.#isSuspended = event === 'suspend';
    if (this.#isSuspended) {
      for (const run of this.#runs.all()) run.hasSlept = true;
      this.core.clock.after(LONGEST_SUSPENSION_MS, () => {
        this.#isSuspended = false;
        this.wake();
      });
      return;
    }
    this.core.gates.askNow((gate) => gate.hold !== 'needs-user');
    this.wake();
  }

  /** Ends a job; its running tasks get a second to end. Throws as the store's `cancel`. */
  async cancel(jobId: string): Promise<QueueJob> {
    const job = this.core.store.cancel(jobId);
    this.core.onChange(job.subject, job.id);
    const ended = Promise.all([this.#runs.stop('cancelled', jobId), this.settling.stop(jobId)]);
    await withinTime(this.core, ended, CANCEL_MS);
    return job;
  }

  standing(job: QueueJob): Standing {
    return standingOf(this.core, this.settling, job);
  }

  progress(jobId: string): JobProgress | null {
    return this.#progress.of(jobId);
  }

  /** How long there has been work that may run while nothing has moved. Milliseconds; 0 is well. */
  stalledForMs(): number {
    const { store, clock, isOpenWay } = this.core;
    if (this.#phase !== 'working' || this.#isSuspended) return 0;
    const isWaiting = store.backlog().some(({ stage }) => isOpenWay(stage));
    return isWaiting ? Math.max(0, clock.now() - this.#lastMove) : 0;
  }

  #moved({ subject, id }: QueueJob): void {
    this.#lastMove = this.core.clock.now();
    this.core.onChange(subject, id);
  }

  #ended(job: QueueJob): void {
    this.#idle.add(job.id);
    this.#moved(job);
    this.wake();
  }

  /** One look at everything: what is due, what may start, what must be settled or parked, when to look again. */
  #turn(): void {
    const { store, clock, gates, runners } = this.core;
    try {
      this.#followClock();
      gates.look();
      const nextDue = gates.isClosed(RETRIES_GATE) ? null : store.promoteDue(clock.now());
      for (const runner of runners) this.#runs.fill(runner);
      for (const jobId of this.#idle) this.#lookAfter(jobId);
      this.settling.begin();
      this.#sleepUntil([nextDue, gates.nextLook(), this.settling.nextDue()]);
    } catch (error) {
      this.core.report(error);
      this.#sleepUntil([clock.now() + TROUBLE_MS]);
    }
  }

  /** A clock that was set back must not make work wait for what is now far away. */
  #followClock(): void {
    const { store, clock, numbers } = this.core;
    const now = clock.now();
    if (now < this.#lastTurn) {
      store.clampWaiting(now + numbers().backoffCapMs);
      this.settling.hurry();
    }
    this.#lastTurn = now;
  }

  /** A job with nothing at work here is settled when its tasks are, else it is queued again. */
  #lookAfter(jobId: string): void {
    const { store } = this.core;
    if (!this.settling.isBusy(jobId) && !this.#runs.isWorkingOn(jobId)) {
      const job = store.job(jobId);
      const isRunning = job?.status === 'running';
      if (!isRunning) this.#progress.stopped(jobId);
      if (job && isOpen(job.status) && isSettled(store, jobId)) this.settling.add(jobId);
      if (isRunning && !this.#canSettle(job)) this.#park(job);
    }
    this.#idle.delete(jobId);
  }

  #canSettle(job: QueueJob): boolean {
    const { store, isOpenWay } = this.core;
    return (
      isSettled(store, job.id) && job.hold === null && isOpenWay(job.stage) && !this.settling.waitOf(job.id)
    );
  }

  #park(job: QueueJob): void {
    this.#progress.stopped(job.id);
    this.core.save(() => this.core.store.parkJob(job.id));
    this.core.onChange(job.subject, job.id);
  }

  #sleepUntil(times: readonly (number | null)[]): void {
    const { clock } = this.core;
    this.#cancelTimer?.();
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    this.#cancelTimer = Number.isFinite(next)
      ? clock.after(Math.max(0, next - clock.now()), () => this.wake())
      : null;
  }

  async #drain(): Promise<void> {
    const { store, gates, runnerOf } = this.core;
    this.#cancelTimer?.();
    gates.stop();
    const ended = Promise.all([this.#runs.stop('shutdown'), this.settling.stop()]);
    await withinTime(this.core, ended, DRAIN_MS);
    this.#runs.abandon();
    for (const job of store.jobs({ status: 'running' })) if (runnerOf(job.stage)) this.#park(job);
    this.#phase = 'stopped';
  }
}

/** Waits for work to end, but no longer than `limitMs`. */
function withinTime({ clock }: QueueCore, work: Promise<unknown>, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, resolve);
    work.then(() => resolve(), reject).finally(cancel);
  });
}
