/** The numbers the queue works by. They come from settings and are asked each time, so a change holds at once. */
export interface QueueNumbers {
  /** Attempts a task may use up. */
  readonly maxAttempts: number;
  /** The first failure of a job fails it at once: no retry, no hold. */
  readonly failFast: boolean;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** Within this time failures are counted against calls. */
  readonly breakerWindowMs: number;
  /** Fewer failures than this never open a breaker. */
  readonly breakerMinFailures: number;
  readonly breakerOpenMs: number;
  readonly breakerOpenCapMs: number;
  readonly probeFirstMs: number;
  readonly probeCapMs: number;
}
