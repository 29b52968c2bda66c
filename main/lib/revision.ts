/**
 * Numbers that rise for good, also over restarts: they begin at the time of the start in microseconds, and a view is made less often
 * than once in a microsecond. Only a clock that is set back between two starts could break that; then a view counts as new when the
 * window is opened again.
 */
export function createRevisions(startedAtMs: number): () => number {
  let last = startedAtMs * 1000;
  return () => ++last;
}
