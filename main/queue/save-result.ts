import type { AttemptRecord, JobOutcome, JobStore, StageRunner, TaskOutcome } from './ports.ts';
import type { Assignment } from './save-failure.ts';

/** Saves what a task came to, and settles its job where that needs no waiting. Call inside a transaction. */
export function saveResult(
  store: JobStore,
  { claim, runner, circumstances }: Pick<Assignment, 'claim' | 'runner' | 'circumstances'>,
  outcome: TaskOutcome,
): void {
  const record: AttemptRecord = {
    outcome: outcome.kind,
    failure: null,
    sent: together(circumstances, outcome.sent),
  };
  if (outcome.kind === 'done') store.complete(claim, record, outcome.commit);
  else store.replaceTask(claim, record, outcome.children, outcome.commit);
  settleAtOnce(store, claim.job.id, runner);
}

/** What was met and what was sent are one record; the task itself knows best. */
function together(circumstances: Assignment['circumstances'], sent: unknown): unknown {
  if (circumstances === null) return sent ?? null;
  return typeof sent === 'object' ? { ...circumstances, ...sent } : circumstances;
}

/** Saves how a job ends. */
export function saveJobOutcome(store: JobStore, jobId: string, outcome: JobOutcome): void {
  if (outcome.kind === 'completed') store.completeJob(jobId, outcome.commit);
  else store.failJob(jobId, outcome.failure, outcome.commit);
}

/** True when nothing of the job is left to do. */
export function isSettled(store: Pick<JobStore, 'taskCounts'>, jobId: string): boolean {
  const { ready, waiting, running } = store.taskCounts(jobId);
  return ready + waiting + running === 0;
}

function settleAtOnce(store: JobStore, jobId: string, runner: StageRunner): void {
  if (!runner.settleAtOnce || !isSettled(store, jobId)) return;
  const job = store.job(jobId);
  const outcome = job && runner.settleAtOnce(job, store.tasks(jobId));
  if (outcome) saveJobOutcome(store, jobId, outcome);
}
