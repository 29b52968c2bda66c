import { flowGate, RETRIES_GATE, stageGate } from './failure-policy.ts';
import { isOpen, type QueueJob } from './job.ts';
import { createJobSettling } from './job-settling.ts';
import { createProgressMeter, type JobProgress } from './progress.ts';
import { createQueueCore, type QueueCore, type QueueOptions } from './queue-core.ts';
import { jobCrashedApp } from './queue-failures.ts';
import { type Standing, standingOf } from './standing.ts';
import { createTaskRuns, type TaskRuns } from './task-runs.ts';

/** What the computer tells: it goes to sleep, it woke up, its network changed. */
export type HostEvent = 'suspend' | 'resume' | 'network-changed';

/** The queue at work, and the switches a person has. */
export interface Queue {
  /** Recovers what the last run left, then works until `stop`. */
  start(): void;
  /** Ends running tasks politely and puts them back, no attempt used up. Bounded. Safe to call twice. */
  stop(): Promise<void>;
  /** There may be new work. */
  wake(): void;
  /** No task of the stage begins; running ones finish. Survives a restart. */
  pauseStage(stage: string): void;
  resumeStage(stage: string): void;
  pausedStages(): readonly string[];
  /** Nothing that has failed is tried again by itself. */
  pauseRetries(): void;
  resumeRetries(): void;
  /** Waits no longer: for retries (of one subject, or all), servers, breakers. What a person paused stays paused. */
  tryNow(subject?: string): void;
  /** A setting or a key has changed: whatever waited for a person is tried again. */
  conditionsChanged(): void;
  hostChanged(event: HostEvent): void;
  /** A failed job runs again; throws as the store's `retry`. */
  retry(jobId: string): QueueJob;
  /** Ends a job; its running tasks get a second to end. Throws as the store's `cancel`. */
  cancel(jobId: string): Promise<QueueJob>;
  freeJobHold(jobId: string): void;
  standing(job: QueueJob): Standing;
  progress(jobId: string): JobProgress | null;
  isGateClosed(key: string): boolean;
  /** Ready tasks by stage. */
  backlog(): ReturnType<QueueOptions['store']['backlog']>;
  /** How long there has been work that may run while nothing has moved. Milliseconds; 0 is well. */
  stalledForMs(): number;
}

/** Runs that ended with the process's death, with no task finished in between, before a job is set aside (DESIGN §4). */
const CRASH_LIMIT = 3;

/** How long running tasks may take to end. Milliseconds. */
const CANCEL_MS = 1_000;
const DRAIN_MS = 5_000;

/** When the system does not tell that it woke up, work goes on after this. Milliseconds of time awake. */
const LONGEST_SUSPENSION_MS = 60_000;

/** Makes a queue. Nothing runs before `start`; gates and standings can be asked at once. */
export function createQueue(options: QueueOptions): Queue {
  const { store, clock } = options;
  let phase: 'new' | 'working' | 'stopping' | 'stopped' = 'new';
  let isSuspended = false;
  let isWoken = false;
  let cancelTimer: (() => void) | null = null;
  let lastMove = clock.now();
  let stopped: Promise<void> | null = null;
  const core = createQueueCore(options, wake);
  const { gates } = core;
  /** Jobs whose tasks have ended here and that may have to be parked. */
  const idle = new Set<string>();
  const mayStart = () => phase === 'working' && !isSuspended;

  const runs: TaskRuns = createTaskRuns(core, {
    mayStart,
    started({ claim: { job } }) {
      moved();
      progress.started(job.id, clock.now());
      options.onChange(job.subject, job.id);
    },
    progressed({ claim: { job } }) {
      moved();
      options.onChange(job.subject, job.id);
    },
    ended({ claim: { job } }) {
      moved();
      idle.add(job.id);
      options.onChange(job.subject, job.id);
      wake();
    },
  });
  const settling = createJobSettling(core, {
    mayStart,
    settled(job) {
      moved();
      idle.add(job.id);
      options.onChange(job.subject, job.id);
      wake();
    },
  });
  const progress = createProgressMeter(store, runs.all);

  function moved(): void {
    lastMove = clock.now();
  }

  function wake(): void {
    if (isWoken || phase !== 'working') return;
    isWoken = true;
    setImmediate(() => {
      isWoken = false;
      if (phase === 'working') turn();
    });
  }

  /** One look at everything: what is due, what may start, what must be settled or parked, when to look again. */
  function turn(): void {
    try {
      gates.look();
      const nextDue = gates.isClosed(RETRIES_GATE) ? null : store.promoteDue(clock.now());
      for (const runner of options.runners) runs.fill(runner);
      for (const jobId of idle) lookAfter(jobId);
      idle.clear();
      settling.begin();
      sleepUntil([nextDue, gates.nextLook(), settling.nextDue()]);
    } catch (error) {
      options.report(error);
      sleepUntil([clock.now() + DRAIN_MS]);
    }
  }

  /** A job with nothing running here is settled when its tasks are, else it is queued again. */
  function lookAfter(jobId: string): void {
    if (settling.isBusy(jobId) || runs.all().some((run) => run.claim.job.id === jobId)) return;
    const job = store.job(jobId);
    if (!job || !isOpen(job.status)) return progress.stopped(jobId);
    const { ready, waiting, running } = store.taskCounts(jobId);
    const isSettled = ready + waiting + running === 0;
    if (isSettled) settling.add(jobId);
    if (job.status !== 'running' || (isSettled && canSettle(job))) return;
    progress.stopped(jobId);
    core.save(() => store.parkJob(jobId));
    options.onChange(job.subject, jobId);
  }

  function canSettle(job: QueueJob): boolean {
    const runner = core.runnerOf(job.stage);
    const isOpenWay = runner !== undefined && gates.strictest(core.gatesOf(runner)) === null;
    return isOpenWay && job.hold === null && settling.waitOf(job.id) === null && mayStart();
  }

  function sleepUntil(times: readonly (number | null)[]): void {
    cancelTimer?.();
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    cancelTimer = Number.isFinite(next) ? clock.after(Math.max(0, next - clock.now()), wake) : null;
  }

  async function drain(): Promise<void> {
    cancelTimer?.();
    gates.stop();
    const ended = Promise.all([runs.stop('shutdown'), settling.stop()]);
    await withinTime(core, ended, DRAIN_MS);
    runs.abandon();
    for (const job of store.jobs({ status: 'running' })) {
      if (core.runnerOf(job.stage)) core.save(() => store.parkJob(job.id));
    }
    phase = 'stopped';
  }

  const controls = createControls(core, settling);
  return {
    ...controls,
    start() {
      if (phase !== 'new') return;
      phase = 'working';
      const { backoffCapMs } = options.numbers();
      for (const job of store.recover(CRASH_LIMIT, jobCrashedApp)) options.onChange(job.subject, job.id);
      store.clampWaiting(clock.now() + backoffCapMs);
      for (const job of store.settleable()) settling.add(job.id);
      wake();
    },
    stop() {
      if (phase === 'working') {
        phase = 'stopping';
        stopped = drain();
      }
      return stopped ?? Promise.resolve();
    },
    wake,
    hostChanged(event) {
      isSuspended = event === 'suspend';
      if (event === 'suspend') {
        for (const run of runs.all()) run.hasSlept = true;
        clock.after(LONGEST_SUSPENSION_MS, () => {
          isSuspended = false;
          wake();
        });
        return;
      }
      gates.askNow((gate) => gate.hold !== 'needs-user');
      wake();
    },
    async cancel(jobId) {
      const job = store.cancel(jobId);
      options.onChange(job.subject, job.id);
      await withinTime(core, Promise.all([runs.stop('cancelled', jobId), settling.stop(jobId)]), CANCEL_MS);
      return job;
    },
    standing: (job) => standingOf(core, settling, job),
    progress: progress.of,
    stalledForMs() {
      const isEligible = (stage: string) => {
        const runner = core.runnerOf(stage);
        return runner !== undefined && gates.strictest(core.gatesOf(runner)) === null;
      };
      const isWaiting = mayStart() && store.backlog().some(({ stage }) => isEligible(stage));
      return isWaiting ? Math.max(0, clock.now() - lastMove) : 0;
    },
  };
}

type Controls = Pick<
  Queue,
  | 'pauseStage'
  | 'resumeStage'
  | 'pausedStages'
  | 'pauseRetries'
  | 'resumeRetries'
  | 'tryNow'
  | 'conditionsChanged'
  | 'retry'
  | 'freeJobHold'
  | 'isGateClosed'
  | 'backlog'
>;

/** The switches that only change gates, holds and rows. */
function createControls(core: QueueCore, settling: ReturnType<typeof createJobSettling>): Controls {
  const { store, gates, wake } = core;
  const paused = stageGate('');

  function freeJobHold(jobId: string): void {
    const job = store.job(jobId);
    if (!job || !isOpen(job.status) || job.hold === null) return;
    store.setJobHold(jobId, null, null);
    core.onChange(job.subject, jobId);
    wake();
  }

  function freeHeldBy(hold: QueueJob['hold'], subject?: string): void {
    for (const status of ['queued', 'running'] as const) {
      for (const job of store.jobs(subject === undefined ? { status } : { status, subject })) {
        if (job.hold === hold) freeJobHold(job.id);
      }
    }
  }

  return {
    pauseStage: (stage) => gates.close(stageGate(stage), 'paused', null),
    resumeStage: (stage) => gates.open(stageGate(stage)),
    pausedStages: () =>
      gates.all().flatMap(({ key }) => (key.startsWith(paused) ? [key.slice(paused.length)] : [])),
    pauseRetries: () => gates.close(RETRIES_GATE, 'paused', null),
    resumeRetries: () => gates.open(RETRIES_GATE),
    tryNow(subject) {
      for (const gate of gates.all()) if (gate.hold !== 'paused') gates.open(gate.key);
      freeHeldBy('needs-user', subject);
      store.promoteAll(subject);
      settling.hurry();
      wake();
    },
    conditionsChanged() {
      for (const { key, hold } of gates.all()) {
        if (hold === 'needs-user' || hold === 'storage-down' || key.startsWith(flowGate(''))) gates.open(key);
      }
      gates.askNow(() => true);
      freeHeldBy('needs-user');
      wake();
    },
    retry(jobId) {
      const job = store.retry(jobId);
      const { ready } = store.taskCounts(jobId);
      if (ready === 0) settling.add(jobId);
      core.onChange(job.subject, jobId);
      wake();
      return job;
    },
    freeJobHold,
    isGateClosed: (key) => gates.isClosed(key),
    backlog: () => store.backlog().filter(({ stage }) => core.runnerOf(stage) !== undefined),
  };
}

/** Waits for work to end, but no longer than `limitMs`. */
function withinTime({ clock }: QueueCore, work: Promise<unknown>, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, resolve);
    work.then(() => resolve(), reject).finally(cancel);
  });
}
