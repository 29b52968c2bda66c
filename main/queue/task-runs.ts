import { LecternError, type StoredFailure, toStoredFailure } from '../lib/failure.ts';
import { allowedTasks, type Slowdown, slowDown } from './concurrency.ts';
import { judgeFailure, type Verdict } from './failure-policy.ts';
import type { AttemptRecord, Claim, JobOutcome, StageRunner, TaskOutcome } from './ports.ts';
import { LostClaimError } from './ports.ts';
import type { QueueCore } from './queue-core.ts';

/** A task that is being worked on in this process. */
export interface Run {
  readonly claim: Claim;
  readonly runner: StageRunner;
  readonly controller: AbortController;
  /** Gates it depended on when it was claimed. */
  readonly dependsOn: readonly string[];
  readonly startedAt: number;
  fraction: number;
  /** The computer slept meanwhile: a broken connection is no evidence against anybody. */
  hasSlept: boolean;
  ended: Promise<void>;
}

/** Why a run was ended from outside; the reason of its signal. */
export type StopReason = 'shutdown' | 'cancelled' | 'job-failed';

/** Runs tasks and saves how they end. */
export interface TaskRuns {
  readonly all: () => readonly Run[];
  /** Claims and starts what the stage may run now. Answers how many. */
  readonly fill: (runner: StageRunner) => number;
  /** Ends runs of a job, or all; resolves when they have ended. */
  readonly stop: (reason: StopReason, jobId?: string) => Promise<void>;
  /** Puts back what did not end when it was told to; what it still answers is not saved. */
  readonly abandon: () => void;
}

/** What the runs tell the rest of the queue. */
export interface RunListener {
  /** False once no more work may begin. */
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

/** Makes the part of the queue that runs tasks. */
export function createTaskRuns(core: QueueCore, listener: RunListener): TaskRuns {
  const { store, clock, gates } = core;
  const runs = new Map<string, Run>();
  const slowdowns = new Map<string, Slowdown>();

  function mayClaim(runner: StageRunner): boolean {
    if (!listener.mayStart()) return false;
    const keys = core.gatesOf(runner);
    if (gates.strictest(keys) !== null) return false;
    const running = [...runs.values()].filter((run) => run.runner === runner).length;
    const allowed = allowedTasks(runner.concurrency(), slowdowns.get(runner.stage) ?? null, clock.now());
    return running < (gates.isOnTrial(keys) ? 1 : allowed);
  }

  function fill(runner: StageRunner): number {
    let count = 0;
    while (mayClaim(runner)) {
      const claim = core.save(() => store.claim(runner.stage));
      if (claim === null) break;
      launch(claim, runner);
      count += 1;
    }
    return count;
  }

  function launch(claim: Claim, runner: StageRunner): void {
    const run: Run = {
      claim,
      runner,
      controller: new AbortController(),
      dependsOn: runner.gates(),
      startedAt: clock.now(),
      fraction: 0,
      hasSlept: false,
      ended: Promise.resolve(),
    };
    runs.set(claim.task.id, run);
    listener.started(run);
    run.ended = work(run);
  }

  async function work(run: Run): Promise<void> {
    const { job, task } = run.claim;
    try {
      const outcome = await run.runner.run({
        job,
        task,
        signal: run.controller.signal,
        progress(fraction) {
          run.fraction = Math.min(1, Math.max(0, fraction));
          listener.progressed(run);
        },
        isGateClosed: (key) => gates.isClosed(key),
      });
      finished(run, outcome);
    } catch (error) {
      await failedDurably(run, error);
    }
  }

  /** Saves the result and, in the same commit, claims what comes next. */
  function finished(run: Run, outcome: TaskOutcome): void {
    if (!isHere(run)) return;
    const { claim, runner } = run;
    const record: AttemptRecord = { outcome: outcome.kind, failure: null, sent: outcome.sent ?? null };
    forget(run);
    let next: Claim | null;
    try {
      next = core.save(() =>
        store.transaction(() => {
          if (outcome.kind === 'done') store.complete(claim, record, outcome.commit);
          else store.replaceTask(claim, record, outcome.children, outcome.commit);
          settleAtOnce(claim.job.id, runner);
          return mayClaim(runner) ? store.claim(runner.stage) : null;
        }),
      );
    } catch (error) {
      runs.set(claim.task.id, run);
      throw error;
    }
    if (outcome.kind === 'done') gates.succeeded(run.dependsOn);
    listener.ended(run);
    if (next) launch(next, runner);
  }

  function settleAtOnce(jobId: string, runner: StageRunner): void {
    if (!runner.settleAtOnce) return;
    const { ready, waiting, running } = store.taskCounts(jobId);
    const job = ready + waiting + running === 0 ? store.job(jobId) : null;
    const outcome = job && runner.settleAtOnce(job, store.tasks(jobId));
    if (outcome) settle(jobId, outcome);
  }

  function settle(jobId: string, outcome: JobOutcome): void {
    if (outcome.kind === 'completed') store.completeJob(jobId, outcome.commit);
    else store.failJob(jobId, outcome.failure, outcome.commit);
  }

  /** A failure that can't be saved either is saved when there is room again; until then the task counts as running. */
  async function failedDurably(run: Run, error: unknown): Promise<void> {
    while (isHere(run)) {
      try {
        failed(run, error);
        return;
      } catch (saving) {
        if (saving instanceof LostClaimError) {
          over(run);
          return;
        }
        core.report(saving);
        await new Promise<void>((resolve) => void clock.after(SAVE_AGAIN_MS, resolve));
      }
    }
  }

  function failed(run: Run, error: unknown): void {
    if (error instanceof LostClaimError) return over(run);
    const { signal } = run.controller;
    if (signal.aborted) return interrupted(run, null);
    if (!(error instanceof LecternError)) core.report(error);
    const failure = toStoredFailure(error);
    const isBySleep = run.hasSlept && (failure.class === 'retryable' || failure.class === 'offline');
    if (isBySleep) return interrupted(run, clock.now() + AFTER_SLEEP_MS);
    if (core.numbers().failFast) return failFast(run, failure);
    const verdict = judge(run, failure);
    core.save(() => store.transaction(() => applyVerdict(run, failure, verdict)));
    afterFailure(run, failure, verdict);
    over(run);
  }

  function judge(run: Run, failure: StoredFailure): Verdict {
    return judgeFailure(failure, {
      stage: run.runner.stage,
      attempts: run.claim.task.attempts,
      numbers: core.numbers(),
      now: clock.now(),
      random: core.random(),
    });
  }

  function applyVerdict({ claim, runner }: Run, failure: StoredFailure, verdict: Verdict): void {
    const record: AttemptRecord = { outcome: 'failed', failure, sent: null };
    switch (verdict.kind) {
      case 'retry':
        return store.release(claim, record, { runAt: verdict.runAt, countAttempt: true });
      case 'close-gate': {
        // A gate the stage does not ask about would not keep the task from failing again at once.
        const isAsked = core.gatesOf(runner).includes(verdict.key);
        const runAt = isAsked ? null : clock.now() + core.numbers().backoffBaseMs;
        store.release(claim, record, { runAt, countAttempt: false });
        return gates.close(verdict.key, verdict.hold, failure);
      }
      case 'hold-job':
        store.release(claim, record, { runAt: null, countAttempt: false });
        return store.setJobHold(claim.job.id, verdict.hold, failure);
      case 'fail':
        return store.failTask(claim, record);
    }
  }

  function afterFailure(run: Run, failure: StoredFailure, verdict: Verdict): void {
    const { stage } = run.runner;
    if (failure.class === 'throttled') {
      const times = { startedAt: run.startedAt, now: clock.now() };
      slowdowns.set(stage, slowDown(run.runner.concurrency(), slowdowns.get(stage) ?? null, times));
    }
    const speaksAgainstServer = failure.class === 'retryable' && failure.scope !== undefined;
    if (speaksAgainstServer && verdict.kind !== 'close-gate') gates.failed(failure.scope ?? '', failure);
  }

  function failFast(run: Run, failure: StoredFailure): void {
    const { job } = run.claim;
    core.save(() =>
      store.transaction(() => {
        store.failTask(run.claim, { outcome: 'failed', failure, sent: null });
        store.failJob(job.id, failure);
      }),
    );
    over(run);
    void stop('job-failed', job.id);
  }

  /** Back to ready (or waiting a moment), the attempt given back. A cancelled or failed job has closed it already. */
  function interrupted(run: Run, runAt: number | null): void {
    const record: AttemptRecord = { outcome: 'interrupted', failure: null, sent: null };
    core.save(() => store.release(run.claim, record, { runAt, countAttempt: false }));
    over(run);
  }

  /** False for a run that was abandoned: its database may be closed. */
  function isHere(run: Run): boolean {
    return runs.get(run.claim.task.id) === run;
  }

  function forget(run: Run): void {
    runs.delete(run.claim.task.id);
  }

  function over(run: Run): void {
    forget(run);
    listener.ended(run);
  }

  async function stop(reason: StopReason, jobId?: string): Promise<void> {
    const stopped = [...runs.values()].filter((run) => jobId === undefined || run.claim.job.id === jobId);
    for (const run of stopped) run.controller.abort(new Error(`Stopped: ${reason}`));
    await Promise.all(stopped.map((run) => run.ended));
  }

  return {
    all: () => [...runs.values()],
    fill,
    stop,
    abandon() {
      for (const run of [...runs.values()]) {
        try {
          interrupted(run, null);
        } catch (error) {
          forget(run);
          if (!(error instanceof LostClaimError)) core.report(error);
        }
      }
    },
  };
}
