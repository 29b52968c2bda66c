/** The range of delays. Milliseconds. */
export interface BackoffRange {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Delay after failure `count` (1 is the first): d/2 + random(0, d/2) with d = min(cap, base · 2^(count-1)).
 * Half is fixed, so that it can't collapse to nothing; half is random, so that tasks that failed together come apart.
 * @param random from 0 up to, not including, 1
 */
export function backoffDelay(count: number, range: BackoffRange, random: number): number {
  const full = doublingDelay(count, range);
  return Math.round(full / 2 + random * (full / 2));
}

/** min(cap, base · 2^(count-1)): for a single asker, where nothing needs to come apart. */
export function doublingDelay(count: number, { baseMs, capMs }: BackoffRange): number {
  // 2^1023 is the largest power there is; the cap has cut in long before.
  return Math.min(capMs, baseMs * 2 ** Math.min(1000, Math.max(0, count - 1)));
}
