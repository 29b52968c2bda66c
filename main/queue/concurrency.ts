/** Quiet time after which one more task may run at once. */
const CLIMB_EVERY_MS = 20_000;

/** What throttling has done to a stage; null while nothing has. */
export interface Slowdown {
  /** Tasks at a time right after the last throttling. */
  readonly limit: number;
  readonly since: number;
}

/** Tasks a stage may run at once: what is configured, less what throttling took, plus one for every quiet 20 s. */
export function allowedTasks(configured: number, slowdown: Slowdown | null, now: number): number {
  if (slowdown === null) return configured;
  const climbed = Math.floor(Math.max(0, now - slowdown.since) / CLIMB_EVERY_MS);
  return Math.max(1, Math.min(configured, slowdown.limit + climbed));
}

/**
 * Halves what is allowed. Tasks that were under way before the last halving say nothing new: many are throttled together.
 * @param startedAt when the throttled task began
 */
export function slowDown(
  configured: number,
  slowdown: Slowdown | null,
  { startedAt, now }: { readonly startedAt: number; readonly now: number },
): Slowdown {
  if (slowdown !== null && startedAt <= slowdown.since) return slowdown;
  return { limit: Math.max(1, Math.floor(allowedTasks(configured, slowdown, now) / 2)), since: now };
}
