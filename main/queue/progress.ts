import type { JobStore } from './ports.ts';
import type { Run } from './run.ts';

/** How far a job is. */
export interface JobProgress {
  /** Tasks settled, and all there are. */
  readonly done: number;
  readonly total: number;
  /** 0 to 1, counting the parts of unfinished tasks. */
  readonly fraction: number;
  /** Since when this run moves, epoch milliseconds, and where it began; null while it does not. */
  readonly startedAt: number | null;
  readonly startFraction: number;
}

/** Measures jobs while they run, so that the time left can be told from the speed of this run. */
export interface ProgressMeter {
  readonly started: (jobId: string, now: number) => void;
  readonly stopped: (jobId: string) => void;
  readonly of: (jobId: string) => JobProgress | null;
}

/** Makes the meter over the store and the runs of this process. */
export function createProgressMeter(
  store: Pick<JobStore, 'taskCounts'>,
  runs: () => readonly Run[],
): ProgressMeter {
  const begun = new Map<string, { readonly at: number; readonly fraction: number }>();

  function measure(jobId: string): { done: number; total: number; fraction: number } | null {
    const counts = store.taskCounts(jobId);
    const done = counts.done + counts.failed;
    const total = done + counts.ready + counts.waiting + counts.running + counts.cancelled;
    if (total === 0) return null;
    const parts = runs().filter((run) => run.claim.job.id === jobId);
    const partly = parts.reduce((sum, run) => sum + run.fraction, 0);
    return { done, total, fraction: Math.min(1, (done + partly) / total) };
  }

  return {
    started(jobId, now) {
      if (!begun.has(jobId)) begun.set(jobId, { at: now, fraction: measure(jobId)?.fraction ?? 0 });
    },
    stopped: (jobId) => void begun.delete(jobId),
    of(jobId) {
      const measured = measure(jobId);
      if (!measured) return null;
      const start = begun.get(jobId);
      return { ...measured, startedAt: start?.at ?? null, startFraction: start?.fraction ?? 0 };
    },
  };
}
