import type { QueueJob } from './job.ts';
import type { JobProgress } from './progress.ts';
import type { QueueOptions } from './queue-core.ts';
import { type HostEvent, QueueLoop } from './queue-loop.ts';
import { createQueueSwitches, type QueueSwitches } from './queue-switches.ts';
import type { Standing } from './standing.ts';

/** The queue as the application uses it. */
export interface Queue extends QueueSwitches {
  /** Recovers what the last run left, then works until `stop`. */
  start(): void;
  /** Ends running tasks politely and puts them back, no attempt used up. Takes 5 s at most. Safe to call twice. */
  stop(): Promise<void>;
  /** There may be new work. */
  wake(): void;
  /** The computer goes to sleep or woke up, or its network has changed. */
  hostChanged(event: HostEvent): void;
  /** Ends a job; its running tasks get a second to end. Throws as the store's `cancel`. */
  cancel(jobId: string): Promise<QueueJob>;
  /** Why a queued job does not move. */
  standing(job: QueueJob): Standing;
  /** Null for a job that is not there. */
  progress(jobId: string): JobProgress | null;
  /** How long there has been work that may run while nothing has moved. Milliseconds; 0 is well. */
  stalledForMs(): number;
}

/** Makes a queue. Nothing runs before `start`; gates and standings can be asked at once. */
export function createQueue(options: QueueOptions): Queue {
  const loop = new QueueLoop(options);
  return {
    ...createQueueSwitches(loop.core, loop.settling, () => loop.wake()),
    start: () => loop.start(),
    stop: () => loop.stop(),
    wake: () => loop.wake(),
    hostChanged: (event) => loop.hostChanged(event),
    cancel: (jobId) => loop.cancel(jobId),
    standing: (job) => loop.standing(job),
    progress: (jobId) => loop.progress(jobId),
    stalledForMs: () => loop.stalledForMs(),
  };
}
