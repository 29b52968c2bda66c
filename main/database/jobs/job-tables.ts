import type { Clock } from '../../lib/clock.ts';
import type { QueueJob } from '../../queue/job.ts';
import type { QueueEventKind } from '../../queue/ports.ts';
import { jobNotFound } from '../../queue/queue-failures.ts';
import type { Connection } from '../connection.ts';
import type { Transact } from '../transaction.ts';
import { type JobRow, toJob } from './job-rows.ts';

/** What every change of the queue's tables needs. */
export interface JobTables {
  readonly connection: Connection;
  readonly transact: Transact;
  /** Epoch milliseconds. */
  now(): number;
  /** Writes the event row of a change, inside its transaction. */
  record(kind: QueueEventKind, jobId: string | null, detail?: unknown): void;
  findJob(jobId: string): QueueJob | null;
  /** Throws `JOB_NOT_FOUND`. */
  requireJob(jobId: string): QueueJob;
}

/** Prepares what the changes share. */
export function createJobTables(
  connection: Connection,
  transact: Transact,
  clock: Pick<Clock, 'now'>,
): JobTables {
  const insertEvent = connection.prepare<[number, string | null, QueueEventKind, string | null]>(
    'INSERT INTO events (at, job_id, kind, detail) VALUES (?, ?, ?, ?)',
  );
  const selectJob = connection.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?');

  function findJob(jobId: string): QueueJob | null {
    const row = selectJob.get(jobId);
    return row ? toJob(row) : null;
  }

  return {
    connection,
    transact,
    now: () => clock.now(),
    record(kind, jobId, detail) {
      insertEvent.run(clock.now(), jobId, kind, detail === undefined ? null : JSON.stringify(detail));
    },
    findJob,
    requireJob(jobId) {
      const job = findJob(jobId);
      if (!job) throw jobNotFound();
      return job;
    },
  };
}
