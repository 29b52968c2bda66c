import type { StoredFailure } from '../lib/failure.ts';
import { judgeFailure, type Verdict } from './failure-policy.ts';
import type { AttemptRecord, Claim, StageRunner } from './ports.ts';
import type { QueueCore } from './queue-core.ts';

/** A claim and the stage that worked on it. */
export interface Assignment {
  readonly claim: Claim;
  readonly runner: StageRunner;
}

/** Judges a failed attempt and saves what becomes of it: task, job, gate in one transaction. */
export function saveFailure(core: QueueCore, assignment: Assignment, failure: StoredFailure): void {
  const { claim, runner } = assignment;
  if (core.numbers().failFast) return saveFailFast(core, claim, failure);
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
function saveFailFast({ store, save }: QueueCore, claim: Claim, failure: StoredFailure): void {
  save(() =>
    store.transaction(() => {
      store.failTask(claim, failedWith(failure));
      store.failJob(claim.job.id, failure);
    }),
  );
}

function apply(
  core: QueueCore,
  { claim, runner }: Assignment,
  failure: StoredFailure,
  verdict: Verdict,
): void {
  const { store } = core;
  const record = failedWith(failure);
  switch (verdict.kind) {
    case 'retry':
      store.release(claim, record, { runAt: verdict.runAt, countAttempt: true });
      return;
    case 'close-gate': {
      // A gate the stage does not ask about would not keep the task from failing again at once.
      const isAsked = core.gatesOf(runner).includes(verdict.key);
      const runAt = isAsked ? null : core.clock.now() + core.numbers().backoffBaseMs;
      store.release(claim, record, { runAt, countAttempt: false });
      core.gates.close(verdict.key, verdict.hold, failure);
      return;
    }
    case 'hold-job':
      store.release(claim, record, { runAt: null, countAttempt: false });
      store.setJobHold(claim.job.id, verdict.hold, failure);
      return;
    case 'fail':
      store.failTask(claim, record);
  }
}

function failedWith(failure: StoredFailure): AttemptRecord {
  return { outcome: 'failed', failure, sent: null };
}
