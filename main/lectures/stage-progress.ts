/** How far a running job is, as measured in this run. */
export interface JobProgress {
  /** Work done, 0 to 1, counting the parts of unfinished tasks. */
  readonly fraction: number;
  /** Since when this run moves, and where it began; null while it does not. */
  readonly startedAt: number | null;
  readonly startFraction: number;
}

/** Least time of measuring before an estimate is worth showing. */
const LEAST_MEASURED_MS = 1500;

/** Remaining seconds at the speed measured in this run; null until there is something to measure. */
export function secondsLeft(progress: JobProgress | null, now: number): number | null {
  if (progress === null || progress.startedAt === null) return null;
  const elapsed = now - progress.startedAt;
  const gained = progress.fraction - progress.startFraction;
  if (elapsed < LEAST_MEASURED_MS || gained <= 0) return null;
  return Math.round(((1 - progress.fraction) / gained) * (elapsed / 1000));
}
