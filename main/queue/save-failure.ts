import type { StoredFailure } from '../lib/failure.ts';
import { flowGate, judgeFailure, type Verdict } from './failure-policy.ts';
import type { AttemptRecord, Claim, StageRunner } from './ports.ts';
import type { QueueCore } from './queue-core.ts';

/** A claim and the stage that worked on it. */
export interface Assignment {
  readonly claim: Claim;
  readonly runner: StageRunner;
  /** Gates it depended on when it was claimed. */
  readonly dependsOn: readonly string[];
  /** What it met; null where the stage tells nothing. */
  readonly circumstances: Readonly<Record<string, string | number>> | null;
}

/** Judges a failed attempt and saves what becomes of it: task, job, gate in one transaction. */
export function saveFailure(core: QueueCore, assignment: Assignment, failure: StoredFailure): void {
  const { claim, runner } = assignment;
  if (core.numbers().failFast) return saveFailFast(core, assignment, failure);
  const verdict = judgeFailure(failure, {
    stage: runner.stage,
    attempts: claim.task.attempts,
    numbers: core.numbers(),
    now: core.clock.now(),
    random: core.random(),
  });
  core.save(() => core.store.transaction(() => apply(core, assignment, failure, verdict)));
  // Timeouts, resets and errors of the server itself speak against it; what it answered on purpose does not.
  if (failure.class === 'retryable' && failure.scope !== undefined) core.gates.failed(failure.scope, failure);
}

/** Fail fast: the first failure is the job's end, no retry and no hold. */
function saveFailFast({ store, save }: QueueCore, assignment: Assignment, failure: StoredFailure): void {
  const { claim } = assignment;
  save(() =>
    store.transaction(() => {
      store.failTask(claim, failedWith(failure, assignment));
      store.failJob(claim.job.id, failure);
    }),
  );
}

function apply(core: QueueCore, assignment: Assignment, failure: StoredFailure, verdict: Verdict): void {
  const { store } = core;
  const { claim } = assignment;
  const record = failedWith(failure, assignment);
  switch (verdict.kind) {
    case 'retry':
      store.release(claim, record, { runAt: verdict.runAt, countAttempt: true });
      return;
    case 'close-gate':
      closeGate(core, assignment, failure, verdict);
      return;
    case 'hold-job':
      store.release(claim, record, { runAt: null, countAttempt: false });
      store.setJobHold(claim.job.id, verdict.hold, failure);
      return;
    case 'fail':
      store.failTask(claim, record);
  }
}

/**
 * Closes the gate. What a job depends on alone, such as a model chosen for its lecture, holds the job when a person is needed and else
 * has a gate of its own. One that nobody asks about would hold nothing, so the whole stage is slowed.
 */
function closeGate(
  core: QueueCore,
  assignment: Assignment,
  failure: StoredFailure,
  { key, hold }: Extract<Verdict, { kind: 'close-gate' }>,
): void {
  const { store, gates } = core;
  const { claim, runner, dependsOn } = assignment;
  const isAsked = core.gatesOf(runner).includes(key);
  const isOutOfDate = !core.gatesOf(runner, claim.job).includes(key) && dependsOn.includes(key);
  // The settings have changed since: what failed is not what would be tried now.
  const runAt = isOutOfDate ? core.clock.now() + core.numbers().backoffBaseMs : null;
  store.release(claim, failedWith(failure, assignment), { runAt, countAttempt: false });
  if (isOutOfDate) return;
  const isOwn = runner.gatesOfJob?.(claim.job).includes(key) ?? false;
  if (isAsked) gates.close(key, hold, failure);
  else if (hold === 'needs-user') store.setJobHold(claim.job.id, hold, failure);
  else if (isOwn) gates.close(key, hold, failure);
  else gates.close(flowGate(runner.stage), hold, failure);
}

function failedWith(failure: StoredFailure, { circumstances }: Assignment): AttemptRecord {
  return { outcome: 'failed', failure, sent: circumstances };
}
