import { LecternError, toStoredFailure } from '../lib/failure.ts';
import { judgeFailure } from './failure-policy.ts';
import { isOpen, type QueueJob } from './job.ts';
import type { JobOutcome, StageRunner } from './ports.ts';
import type { QueueCore } from './queue-core.ts';

/** Settles jobs whose tasks are all settled. */
export interface JobSettling {
  /** The job's tasks are settled; it is settled as soon as its stage may work. */
  readonly add: (jobId: string) => void;
  /** Starts what may be settled now. */
  readonly begin: () => void;
  readonly isBusy: (jobId: string) => boolean;
  /** When settling is tried again after a failure, and after which; null when nothing is put off. */
  readonly waitOf: (jobId: string) => Wait | null;
  /** The earliest time something is put off to. */
  readonly nextDue: () => number | null;
  /** No more waiting. */
  readonly hurry: () => void;
  /** Ends what is under way (of one job, or all); resolves when it has ended. */
  readonly stop: (jobId?: string) => Promise<void>;
}

/** Settling that failed and is tried again. */
export interface Wait {
  readonly runAt: number;
  readonly error: QueueJob['error'];
}

interface Entry {
  readonly attempts: number;
  readonly wait: Wait | null;
  readonly busy: { readonly controller: AbortController; readonly ended: Promise<void> } | null;
}

/** Makes the part of the queue that settles jobs. A failure in here is treated like any other. */
export function createJobSettling(
  core: QueueCore,
  listener: { mayStart(): boolean; settled(job: QueueJob): void },
): JobSettling {
  const { store, clock, gates } = core;
  const entries = new Map<string, Entry>();

  function begin(): void {
    for (const [jobId, entry] of entries) {
      if (!listener.mayStart() || entry.busy !== null) continue;
      if (entry.wait !== null && entry.wait.runAt > clock.now()) continue;
      const job = store.job(jobId);
      if (!job || !isOpen(job.status)) entries.delete(jobId);
      else if (job.hold === null) start(job, entry);
    }
  }

  function start(job: QueueJob, entry: Entry): void {
    const runner = core.runnerOf(job.stage);
    if (!runner || gates.strictest(core.gatesOf(runner)) !== null) return;
    if (job.status === 'queued') core.save(() => store.resumeJob(job.id));
    const controller = new AbortController();
    // The entry stands before the work begins, so that it can't be begun twice.
    const ended = Promise.resolve().then(() => settle(job, runner, controller.signal));
    entries.set(job.id, { ...entry, wait: null, busy: { controller, ended } });
  }

  async function settle(job: QueueJob, runner: StageRunner, signal: AbortSignal): Promise<void> {
    try {
      const outcome = await runner.settle(job, store.tasks(job.id), signal);
      if (signal.aborted) return stoppedEarly(job);
      save(job.id, outcome);
      entries.delete(job.id);
    } catch (error) {
      if (signal.aborted) return stoppedEarly(job);
      failed(job, runner, error);
    }
    listener.settled(job);
  }

  function save(jobId: string, outcome: JobOutcome): void {
    core.save(() => {
      if (outcome.kind === 'completed') store.completeJob(jobId, outcome.commit);
      else store.failJob(jobId, outcome.failure, outcome.commit);
    });
  }

  function stoppedEarly(job: QueueJob): void {
    putOff(job.id, null, 0);
    listener.settled(job);
  }

  function failed(job: QueueJob, runner: StageRunner, error: unknown): void {
    if (!(error instanceof LecternError)) core.report(error);
    const failure = toStoredFailure(error);
    const attempts = (entries.get(job.id)?.attempts ?? 0) + 1;
    const numbers = core.numbers();
    const now = clock.now();
    const verdict = judgeFailure(failure, {
      stage: runner.stage,
      attempts,
      numbers,
      now,
      random: core.random(),
    });
    if (verdict.kind === 'fail' || numbers.failFast) {
      entries.delete(job.id);
      core.save(() => store.failJob(job.id, failure));
      return;
    }
    const isRetry = verdict.kind === 'retry';
    putOff(
      job.id,
      { runAt: isRetry ? verdict.runAt : now + numbers.backoffBaseMs, error: failure },
      isRetry ? 1 : 0,
    );
    if (verdict.kind === 'hold-job') core.save(() => store.setJobHold(job.id, verdict.hold, failure));
    if (verdict.kind === 'close-gate') core.save(() => gates.close(verdict.key, verdict.hold, failure));
  }

  function putOff(jobId: string, wait: Wait | null, used: number): void {
    const attempts = (entries.get(jobId)?.attempts ?? 0) + used;
    entries.set(jobId, { attempts, wait, busy: null });
  }

  return {
    add(jobId) {
      if (!entries.has(jobId)) entries.set(jobId, { attempts: 0, wait: null, busy: null });
    },
    begin,
    isBusy: (jobId) => (entries.get(jobId)?.busy ?? null) !== null,
    waitOf: (jobId) => entries.get(jobId)?.wait ?? null,
    nextDue() {
      const times = [...entries.values()].flatMap(({ wait }) => (wait === null ? [] : [wait.runAt]));
      return times.length === 0 ? null : Math.min(...times);
    },
    hurry() {
      for (const [jobId, entry] of entries) entries.set(jobId, { ...entry, wait: null });
    },
    async stop(jobId) {
      const busy = [...entries].flatMap(([id, entry]) =>
        entry.busy !== null && (jobId === undefined || id === jobId) ? [entry.busy] : [],
      );
      for (const { controller } of busy) controller.abort(new Error('Stopped'));
      await Promise.all(busy.map((one) => one.ended));
    },
  };
}
