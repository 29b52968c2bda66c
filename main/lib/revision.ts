/**
 * Numbers that rise for good, also over restarts: they begin at the time of the start in microseconds, and a view is made less often
 * than once in a microsecond.
 */
export function createRevisions(startedAtMs: number): () => number {
  let last = startedAtMs * 1000;
  return () => ++last;
}
