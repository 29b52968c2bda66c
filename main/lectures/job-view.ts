import type { Hold, Job } from '../../preload/contract/job.ts';
import { stageSchema } from '../../preload/contract/job.ts';
import { failureSchema, type Failure } from '../../preload/contract/failure.ts';
import type { StoredFailure } from '../lib/failure.ts';
import type { QueueJob, QueueTask } from '../queue/job.ts';

/** Why a queued job does not move, as the queue tells it. */
export interface Standing {
  readonly hold: Hold | null;
  readonly retryAt: number | null;
  readonly error: StoredFailure | null;
}

/** J from a job row. */
export function jobView(job: QueueJob, standing: Standing, tasks: readonly QueueTask[]): Job {
  return {
    id: job.id,
    lectureId: job.subject,
    stage: stageSchema.parse(job.stage),
    status: job.status,
    hold: job.status === 'queued' ? standing.hold : null,
    attempts: tasks.reduce((most, task) => Math.max(most, task.attempts), 0),
    error: shownFailure(standing.error ?? job.error),
    createdAt: instant(job.createdAt),
    startedAt: job.startedAt === null ? null : instant(job.startedAt),
    finishedAt: job.finishedAt === null ? null : instant(job.finishedAt),
  };
}

/** The part of a stored failure that leaves the core. */
export function shownFailure(failure: StoredFailure | null): Failure | null {
  return failure === null ? null : failureSchema.parse(failure);
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
