import { LecternError, toStoredFailure } from '../lib/failure.ts';
import { judgeFailure } from './failure-policy.ts';
import { isOpen, type QueueJob } from './job.ts';
import type { StageRunner } from './ports.ts';
import type { QueueCore } from './queue-core.ts';
import { saveJobOutcome } from './save-result.ts';

/** Settling that failed and is tried again. */
export interface Wait {
  readonly runAt: number;
  readonly error: QueueJob['error'];
}

/** What settling tells the rest of the queue. */
export interface SettlingListener {
  /** False while no work may begin. */
  mayStart(): boolean;
  /** Settled, put off or stopped. */
  ended(job: QueueJob): void;
}

interface Entry {
  readonly attempts: number;
  readonly wait: Wait | null;
  readonly busy: { readonly controller: AbortController; readonly ended: Promise<void> } | null;
}

/** Settles jobs whose tasks are all settled. A failure in here is treated like any other. */
export class JobSettling {
  readonly #core: QueueCore;
  readonly #listener: SettlingListener;
  readonly #entries = new Map<string, Entry>();

  constructor(core: QueueCore, listener: SettlingListener) {
    this.#core = core;
    this.#listener = listener;
  }

  /** The job's tasks are settled; it is settled as soon as its stage may work. */
  add(jobId: string): void {
    if (!this.#entries.has(jobId)) this.#entries.set(jobId, { attempts: 0, wait: null, busy: null });
  }

  /** Starts what may be settled now. */
  begin(): void {
    for (const [jobId, entry] of this.#entries) {
      if (!this.#listener.mayStart() || entry.busy !== null) continue;
      if (entry.wait !== null && entry.wait.runAt > this.#core.clock.now()) continue;
      const job = this.#core.store.job(jobId);
      if (!job || !isOpen(job.status)) this.#entries.delete(jobId);
      else if (job.hold === null) this.#start(job, entry);
    }
  }

  isBusy(jobId: string): boolean {
    return (this.#entries.get(jobId)?.busy ?? null) !== null;
  }

  /** What a job's settling waits for after a failure; null when it was not put off. */
  waitOf(jobId: string): Wait | null {
    return this.#entries.get(jobId)?.wait ?? null;
  }

  /** The earliest time something is put off to. */
  nextDue(): number | null {
    const times = [...this.#entries.values()].flatMap(({ wait }) => (wait === null ? [] : [wait.runAt]));
    return times.length === 0 ? null : Math.min(...times);
  }

  /** No more waiting. */
  hurry(): void {
    for (const [jobId, entry] of this.#entries) this.#entries.set(jobId, { ...entry, wait: null });
  }

  /** Ends what is under way (of one job, or all); resolves when it has ended. */
  async stop(jobId?: string): Promise<void> {
    const busy = [...this.#entries].flatMap(([id, entry]) =>
      entry.busy !== null && (jobId === undefined || id === jobId) ? [entry.busy] : [],
    );
    for (const { controller } of busy) controller.abort(new Error('Stopped'));
    await Promise.all(busy.map((one) => one.ended));
  }

  #start(job: QueueJob, entry: Entry): void {
    const runner = this.#core.runnerOf(job.stage);
    if (!runner || !this.#core.isOpenWay(job.stage)) return;
    if (job.status === 'queued') this.#core.save(() => this.#core.store.resumeJob(job.id));
    const controller = new AbortController();
    // The entry stands before the work begins, so that it can't be begun twice.
    const ended = Promise.resolve().then(() => this.#settle(job, runner, controller.signal));
    this.#entries.set(job.id, { ...entry, wait: null, busy: { controller, ended } });
  }

  async #settle(job: QueueJob, runner: StageRunner, signal: AbortSignal): Promise<void> {
    const { store, save } = this.#core;
    try {
      const outcome = await runner.settle(job, store.tasks(job.id), signal);
      if (signal.aborted) this.#putOff(job.id, null, 0);
      else {
        save(() => saveJobOutcome(store, job.id, outcome));
        this.#entries.delete(job.id);
      }
    } catch (error) {
      if (signal.aborted) this.#putOff(job.id, null, 0);
      else this.#failed(job, runner, error);
    }
    this.#listener.ended(job);
  }

  #failed(job: QueueJob, runner: StageRunner, error: unknown): void {
    const { store, clock, gates, save, random } = this.#core;
    if (!(error instanceof LecternError)) this.#core.report(error);
    const failure = toStoredFailure(error);
    const attempts = (this.#entries.get(job.id)?.attempts ?? 0) + 1;
    const numbers = this.#core.numbers();
    const now = clock.now();
    const verdict = judgeFailure(failure, { stage: runner.stage, attempts, numbers, now, random: random() });
    if (verdict.kind === 'fail' || numbers.failFast) {
      this.#entries.delete(job.id);
      save(() => store.failJob(job.id, failure));
      return;
    }
    const isRetry = verdict.kind === 'retry';
    const runAt = isRetry ? verdict.runAt : now + numbers.backoffBaseMs;
    this.#putOff(job.id, { runAt, error: failure }, isRetry ? 1 : 0);
    if (verdict.kind === 'hold-job') save(() => store.setJobHold(job.id, verdict.hold, failure));
    if (verdict.kind === 'close-gate') save(() => gates.close(verdict.key, verdict.hold, failure));
  }

  #putOff(jobId: string, wait: Wait | null, used: number): void {
    const attempts = (this.#entries.get(jobId)?.attempts ?? 0) + used;
    this.#entries.set(jobId, { attempts, wait, busy: null });
  }
}
