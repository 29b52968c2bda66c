import type { StoredFailure } from '../../../main/lib/failure.ts';
import type { NewJob } from '../../../main/queue/job.ts';
import type { AttemptRecord, Claim, JobStore } from '../../../main/queue/ports.ts';

/** A failure as an adapter would give it. */
export function sampleFailure(more: Partial<StoredFailure> = {}): StoredFailure {
  return {
    code: 'SERVER_ERROR',
    message: 'The server failed.',
    remedy: { action: 'wait', label: 'Wait' },
    class: 'retryable',
    ...more,
  };
}

/** A job of stage `work` with tasks named `t1`, `t2` … */
export function sampleJob(subject: string, tasks: number, more: Partial<NewJob> = {}): NewJob {
  const keys = Array.from({ length: tasks }, (_, index) => `t${index + 1}`);
  return {
    stage: 'work',
    subject,
    payload: { for: subject },
    generation: 1,
    tasks: keys.map((key) => ({ key, input: { name: key } })),
    ...more,
  };
}

/** What an attempt leaves when all went well. */
export const done: AttemptRecord = { outcome: 'done', failure: null, sent: { model: 'm' } };

/** What an attempt leaves when it failed. */
export function failed(failure: StoredFailure = sampleFailure()): AttemptRecord {
  return { outcome: 'failed', failure, sent: null };
}

/** Claims or throws. */
export function mustClaim(store: JobStore, stage = 'work'): Claim {
  const claim = store.claim(stage);
  if (!claim) throw new Error('Nothing to claim');
  return claim;
}
