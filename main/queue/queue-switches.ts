import { flowGate, RETRIES_GATE, stageGate } from './failure-policy.ts';
import { isOpen, type JobHold, type QueueJob } from './job.ts';
import type { JobSettling } from './job-settling.ts';
import type { JobStore } from './ports.ts';
import type { QueueCore } from './queue-core.ts';
import { isSettled } from './save-result.ts';

/** What a person, or a change of settings, can do to the queue while it works. */
export interface QueueSwitches {
  /** No task of the stage begins; running ones finish. Survives a restart. */
  pauseStage(stage: string): void;
  resumeStage(stage: string): void;
  pausedStages(): readonly string[];
  /** Nothing that has failed is tried again by itself. */
  pauseRetries(): void;
  resumeRetries(): void;
  /** Waits no longer: for retries (of one subject, or all), servers, breakers. What a person paused stays paused. */
  tryNow(subject?: string): void;
  /** A setting, a key or a price has changed: whatever waited for a person is tried again. */
  conditionsChanged(): void;
  /** A new run, maybe with another key or network: whatever waited for a person or the world is tried again by the stages at work here. */
  newRun(): void;
  /** A failed job runs again; throws as the store's `retry`. */
  retry(jobId: string): QueueJob;
  /** Lets go of what holds this one job. */
  freeJobHold(jobId: string): void;
  /** Whether the breaker behind this gate is open just now; a wait or a person's hold is no breaker. */
  isBreakerOpen(key: string): boolean;
  /** Ready tasks by stage. */
  backlog(): ReturnType<JobStore['backlog']>;
}

/** The switches: they change gates, holds and rows, then wake the queue. */
export function createQueueSwitches(core: QueueCore, settling: JobSettling, wake: () => void): QueueSwitches {
  const { store, gates } = core;
  const pausedPrefix = stageGate('');

  return {
    pauseStage: (stage) => gates.close(stageGate(stage), 'paused', null),
    resumeStage: (stage) => gates.open(stageGate(stage)),
    pausedStages: () =>
      gates
        .all()
        .flatMap(({ key }) => (key.startsWith(pausedPrefix) ? [key.slice(pausedPrefix.length)] : [])),
    pauseRetries: () => gates.close(RETRIES_GATE, 'paused', null),
    resumeRetries: () => gates.open(RETRIES_GATE),
    tryNow(subject) {
      for (const gate of gates.all()) if (gate.hold !== 'paused') gates.open(gate.key);
      freeHeldJobs(core, ['needs-user'], subject);
      store.promoteAll(subject);
      settling.hurry();
      wake();
    },
    conditionsChanged() {
      for (const { key, hold } of gates.all()) {
        const isFlow = key.startsWith(flowGate('')) && hold !== 'retry-at';
        if (hold === 'needs-user' || hold === 'storage-down' || isFlow) gates.open(key);
      }
      gates.askNow(() => true);
      freeHeldJobs(core, ['needs-user', 'budget']);
      wake();
    },
    newRun() {
      const asked = new Set(core.runners.flatMap((runner) => core.gatesOf(runner)));
      for (const { key, hold } of gates.all()) {
        const waits = hold === 'needs-user' || hold === 'offline' || hold === 'storage-down';
        if (waits && asked.has(key)) gates.open(key);
      }
      for (const job of store.jobs({ status: 'queued' })) {
        if (job.hold === 'needs-user' && core.runnerOf(job.stage) !== undefined) free(core, job);
      }
      wake();
    },
    retry(jobId) {
      const job = store.retry(jobId);
      // Its tasks had gone well: only the settling had failed.
      if (isSettled(store, jobId)) settling.add(jobId);
      core.onChange(job.subject, jobId);
      wake();
      return job;
    },
    freeJobHold(jobId) {
      const job = store.job(jobId);
      if (job) free(core, job);
      wake();
    },
    isBreakerOpen: (key) => gates.isBreakerOpen(key),
    backlog: () => store.backlog().filter(({ stage }) => core.runnerOf(stage) !== undefined),
  };
}

function freeHeldJobs(core: QueueCore, holds: readonly JobHold[], subject?: string): void {
  for (const status of ['queued', 'running'] as const) {
    const jobs = core.store.jobs(subject === undefined ? { status } : { status, subject });
    for (const job of jobs) {
      if (job.hold !== null && holds.includes(job.hold)) free(core, job);
    }
  }
}

function free({ store, onChange }: QueueCore, job: QueueJob): void {
  if (!isOpen(job.status) || job.hold === null) return;
  store.setJobHold(job.id, null, null);
  onChange(job.subject, job.id);
}
