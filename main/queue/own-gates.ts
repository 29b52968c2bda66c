import type { StoredFailure } from '../lib/failure.ts';
import type { Claim, StageRunner } from './ports.ts';
import type { QueueCore } from './queue-core.ts';
import type { Run } from './run.ts';

/** How a task is put back that its stage could run and its job can not. */
export interface Postponement {
  /** When it is looked at again; null when only a person can help. Epoch milliseconds. */
  readonly runAt: number | null;
  readonly failure: StoredFailure | null;
}

/**
 * What a job depends on alone, such as a model chosen for its lecture, holds its tasks and nobody else's: while it is closed none runs,
 * while it is on trial one. Null when the task may run.
 */
export function postponementOf(
  { gates, clock, numbers }: QueueCore,
  { job }: Claim,
  runner: StageRunner,
  runs: readonly Run[],
): Postponement | null {
  const own = runner.gatesOfJob?.(job) ?? [];
  const soon = clock.now() + numbers().backoffBaseMs;
  const gate = gates.strictest(own);
  if (gate !== null) {
    return { runAt: gate.until === null ? null : Math.max(gate.until, soon), failure: gate.failure };
  }
  const isTaken = runs.some(({ dependsOn }) => dependsOn.some((key) => own.includes(key)));
  return isTaken && gates.isOnTrial(own) ? { runAt: soon, failure: null } : null;
}

/** Puts a task back for as long as this lasts; without an end its job is held until a person helps. */
export function postpone({ store }: QueueCore, claim: Claim, { runAt, failure }: Postponement): void {
  store.transaction(() => {
    const record = { outcome: 'interrupted', failure, sent: null } as const;
    store.release(claim, record, { runAt, countAttempt: false });
    if (runAt === null) store.setJobHold(claim.job.id, 'needs-user', failure);
  });
}
