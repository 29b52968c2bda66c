import { LecternError, toStoredFailure } from '../lib/failure.ts';
import { allowedTasks, type Slowdown, slowDown } from './concurrency.ts';
import { postpone, type Postponement, postponementOf } from './own-gates.ts';
import { type Claim, LostClaimError, type StageRunner, type TaskOutcome } from './ports.ts';
import type { QueueCore } from './queue-core.ts';
import type { Run } from './run.ts';
import { saveFailure } from './save-failure.ts';
import { saveResult } from './save-result.ts';

/** Why a run was ended from outside; the reason of its signal. */
export type StopReason = 'shutdown' | 'cancelled' | 'job-failed';

/** What the runs tell the rest of the queue. */
export interface RunListener {
  /** False while no work may begin. */
  mayStart(): boolean;
  started(run: Run): void;
  progressed(run: Run): void;
  /** The run is over and saved; its job may have to be settled or parked. */
  ended(run: Run): void;
}

/** How long until saving is tried again on a disk without room. Milliseconds. */
const SAVE_AGAIN_MS = 5_000;

/** A connection broken by sleep is tried again after this. Milliseconds. */
const AFTER_SLEEP_MS = 1_000;

/** The tasks at work in this process: claims them, runs them, saves how they end. */
export class TaskRuns {
  readonly #core: QueueCore;
  readonly #listener: RunListener;
  readonly #runs = new Map<string, Run>();
  readonly #slowdowns = new Map<string, Slowdown>();

  constructor(core: QueueCore, listener: RunListener) {
    this.#core = core;
    this.#listener = listener;
  }

  all(): readonly Run[] {
    return [...this.#runs.values()];
  }

  isWorkingOn(jobId: string): boolean {
    return this.all().some((run) => run.claim.job.id === jobId);
  }

  /** Claims and starts what the stage may run now. */
  fill(runner: StageRunner): void {
    while (this.#mayClaim(runner)) {
      const claim = this.#core.save(() => this.#core.store.claim(runner.stage));
      if (claim === null) return;
      this.#launch(claim, runner);
    }
  }

  /** Ends runs of a job, or all; resolves when they have ended. */
  async stop(reason: StopReason, jobId?: string): Promise<void> {
    const stopped = this.all().filter((run) => jobId === undefined || run.claim.job.id === jobId);
    for (const run of stopped) run.controller.abort(new Error(`Stopped: ${reason}`));
    await Promise.all(stopped.map((run) => run.ended));
  }

  /** Puts back what did not end when it was told to; what it still answers is not saved. */
  abandon(): void {
    for (const run of this.all()) {
      try {
        this.#interrupted(run, null);
      } catch (error) {
        this.#runs.delete(run.claim.task.id);
        if (!(error instanceof LostClaimError)) this.#core.report(error);
      }
    }
  }

  #mayClaim(runner: StageRunner): boolean {
    if (!this.#listener.mayStart()) return false;
    const keys = this.#core.gatesOf(runner);
    if (this.#core.gates.strictest(keys) !== null) return false;
    const running = this.all().filter((run) => run.runner === runner).length;
    if (this.#core.gates.isOnTrial(keys)) return running === 0;
    const slowdown = this.#slowdowns.get(runner.stage) ?? null;
    return running < allowedTasks(runner.concurrency(), slowdown, this.#core.clock.now());
  }

  #launch(claim: Claim, runner: StageRunner): void {
    const run: Run = {
      claim,
      runner,
      controller: new AbortController(),
      dependsOn: [...runner.gates(), ...(runner.gatesOfJob?.(claim.job) ?? [])],
      startedAt: this.#core.clock.now(),
      circumstances: runner.circumstances?.(claim.job) ?? null,
      fraction: 0,
      hasSlept: false,
      ended: Promise.resolve(),
    };
    const postponement = postponementOf(this.#core, claim, runner, this.all());
    this.#runs.set(claim.task.id, run);
    this.#listener.started(run);
    if (postponement === null) run.ended = this.#work(run);
    else this.#postpone(run, postponement);
  }

  #postpone(run: Run, postponement: Postponement): void {
    this.#core.save(() => postpone(this.#core, run.claim, postponement));
    this.#over(run);
  }

  async #work(run: Run): Promise<void> {
    const { job, task } = run.claim;
    try {
      const outcome = await run.runner.run({
        job,
        task,
        signal: run.controller.signal,
        progress: (fraction) => {
          run.fraction = Math.min(1, Math.max(0, fraction));
          this.#listener.progressed(run);
        },
        isBreakerOpen: (key) => this.#core.gates.isBreakerOpen(key),
      });
      if (this.#isHere(run)) this.#finished(run, outcome);
    } catch (error) {
      await this.#failedDurably(run, error);
    }
  }

  /** Saves the result and, in the same commit, claims what comes next: a durable commit is the queue's whole cost. */
  #finished(run: Run, outcome: TaskOutcome): void {
    const { store, gates, save } = this.#core;
    const next = save(() =>
      store.transaction(() => {
        saveResult(store, run, outcome);
        return this.#claimAfter(run);
      }),
    );
    if (outcome.kind === 'done') gates.succeeded(run.dependsOn);
    this.#over(run);
    if (next) this.#launch(next, run.runner);
  }

  /** Claims into the place that becomes free. */
  #claimAfter(run: Run): Claim | null {
    this.#runs.delete(run.claim.task.id);
    try {
      return this.#mayClaim(run.runner) ? this.#core.store.claim(run.runner.stage) : null;
    } finally {
      this.#runs.set(run.claim.task.id, run);
    }
  }

  /** A failure that can't be saved either is saved when there is room again; until then the task counts as running. */
  async #failedDurably(run: Run, error: unknown): Promise<void> {
    while (this.#isHere(run)) {
      try {
        this.#failed(run, error);
        return;
      } catch (saving) {
        if (saving instanceof LostClaimError) return this.#over(run);
        this.#core.report(saving);
        await new Promise<void>((resolve) => void this.#core.clock.after(SAVE_AGAIN_MS, resolve));
      }
    }
  }

  #failed(run: Run, error: unknown): void {
    if (error instanceof LostClaimError) return this.#over(run);
    if (run.controller.signal.aborted) return this.#interrupted(run, null);
    if (!(error instanceof LecternError)) this.#core.report(error);
    const failure = toStoredFailure(error);
    const isBySleep = run.hasSlept && (failure.class === 'retryable' || failure.class === 'offline');
    if (isBySleep) return this.#interrupted(run, this.#core.clock.now() + AFTER_SLEEP_MS);
    saveFailure(this.#core, run, failure);
    if (failure.class === 'throttled') this.#slowDown(run);
    this.#over(run);
    if (this.#core.numbers().failFast) void this.stop('job-failed', run.claim.job.id);
  }

  #slowDown({ runner, startedAt }: Run): void {
    const slowdown = this.#slowdowns.get(runner.stage) ?? null;
    const times = { startedAt, now: this.#core.clock.now() };
    this.#slowdowns.set(runner.stage, slowDown(runner.concurrency(), slowdown, times));
  }

  /** Back to ready (or waiting a moment), the attempt given back. A cancelled or failed job has closed it already. */
  #interrupted(run: Run, runAt: number | null): void {
    const record = { outcome: 'interrupted', failure: null, sent: run.circumstances } as const;
    this.#core.save(() => this.#core.store.release(run.claim, record, { runAt, countAttempt: false }));
    this.#over(run);
  }

  #over(run: Run): void {
    this.#runs.delete(run.claim.task.id);
    this.#listener.ended(run);
  }

  /** False for a run that was abandoned: its database may be closed. */
  #isHere(run: Run): boolean {
    return this.#runs.get(run.claim.task.id) === run;
  }
}
