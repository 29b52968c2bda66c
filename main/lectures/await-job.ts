import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Hold } from '../../preload/contract/job.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { isOpen, type QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';
import type { Standing } from './job-view.ts';
import { passesByItself } from './lecture-status.ts';

/** What waiting for a job needs. */
export interface AwaitJobDependencies {
  readonly store: Pick<JobStore, 'job'>;
  readonly queue: { standing(job: QueueJob): Standing };
  /** Something is told after every change of a job. */
  readonly events: { subscribe(listener: (event: CoreEvent) => void): () => void };
}

/**
 * Resolves with the job when it has ended, however it did. Throws, and leaves it queued, when it is held by what does not pass by itself:
 * the failure behind the hold. Throws `JOB_UNKNOWN` when it is taken away, and the reason of the signal.
 */
export async function awaitJob(
  { store, queue, events }: AwaitJobDependencies,
  jobId: string,
  signal: AbortSignal,
): Promise<QueueJob> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const look = () => {
      const job = store.job(jobId);
      if (job === null) return finish(() => reject(jobGone()));
      if (!isOpen(job.status)) return finish(() => resolve(job));
      const { hold, error } = queue.standing(job);
      if (hold !== null && !passesByItself(hold))
        finish(() => reject(new LecternError(error ?? held(hold, job.stage))));
    };
    const stop = events.subscribe(look);
    const abort = () =>
      finish(() => reject(signal.reason instanceof Error ? signal.reason : new Error('Interrupted')));
    const finish = (settle: () => void) => {
      stop();
      signal.removeEventListener('abort', abort);
      settle();
    };
    signal.addEventListener('abort', abort, { once: true });
    look();
  });
}

/** Most holds have a failure behind them; a pause has none. */
function held(hold: Hold, stage: string): LecternError['failure'] {
  const isPaused = hold === 'paused';
  return {
    code: isPaused ? 'STAGE_PAUSED' : 'JOB_HELD',
    message: isPaused
      ? `The stage ${stage} is paused. This goes on as soon as it is resumed.`
      : 'This is held and goes on as soon as what holds it is gone.',
    remedy: isPaused ? remedy('resume-stage', 'Resume', stage) : remedy('try-now', 'Try now'),
    class: 'needs-user',
  };
}

function jobGone(): LecternError {
  return new LecternError({
    code: 'JOB_UNKNOWN',
    message: 'This job is not there any more.',
    remedy: remedy('none', 'Look at the list of jobs'),
    class: 'fatal',
  });
}
