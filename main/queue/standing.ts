import type { StoredFailure } from '../lib/failure.ts';
import { RETRIES_GATE } from './failure-policy.ts';
import type { JobHold, QueueJob } from './job.ts';
import type { JobSettling } from './job-settling.ts';
import type { Gate } from './ports.ts';
import type { QueueCore } from './queue-core.ts';

/** Why a queued job does not move. `hold` null: nothing holds it, its turn comes. */
export interface Standing {
  readonly hold: Gate['hold'] | JobHold | null;
  /** When it is looked at again by itself, epoch milliseconds; null when only a person can help. */
  readonly retryAt: number | null;
  readonly error: StoredFailure | null;
}

const free: Standing = { hold: null, retryAt: null, error: null };

/** What holds the job: itself, a gate, or the wait for its next try, in this order. */
export function standingOf(core: QueueCore, settling: JobSettling, job: QueueJob): Standing {
  if (job.status !== 'queued') return free;
  if (job.hold !== null) return { hold: job.hold, retryAt: null, error: job.error };
  const runner = core.knownRunnerOf(job.stage);
  const gate = runner ? core.gates.strictest(core.gatesOf(runner, job)) : null;
  if (gate) return { hold: gate.hold, retryAt: gate.until, error: gate.failure };
  return waiting(core, settling, job);
}

function waiting({ store, gates }: QueueCore, settling: JobSettling, job: QueueJob): Standing {
  const wait = settling.waitOf(job.id);
  if (wait) return { hold: 'retry-at', retryAt: wait.runAt, error: wait.error };
  const retryAt = store.nextRunAt(job.id);
  if (retryAt === null || store.taskCounts(job.id).ready > 0) return free;
  const error = store.tasks(job.id).find((task) => task.runAt === retryAt)?.error ?? null;
  if (gates.isClosed(RETRIES_GATE)) return { hold: 'paused', retryAt: null, error };
  return { hold: 'retry-at', retryAt, error };
}
