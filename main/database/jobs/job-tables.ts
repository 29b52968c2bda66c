import type { Clock } from '../../lib/clock.ts';
import type { QueueJob } from '../../queue/job.ts';
import type { QueueEventKind } from '../../queue/ports.ts';
import { jobNotFound } from '../../queue/queue-failures.ts';
import type { Connection } from '../connection.ts';
import type { Transact } from '../transaction.ts';
import { type JobRow, sequenceOf, toJob } from './job-rows.ts';

/** What every change of the queue's tables needs. */
export interface JobTables {
  readonly connection: Connection;
  readonly transact: Transact;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Writes the event row of a change, inside its transaction. Job 0 is the queue itself. */
  readonly record: (kind: QueueEventKind, jobSequence: number, detail?: unknown) => void;
  /** The id the next event row will have. */
  readonly nextEvent: () => number;
  readonly findJob: (jobId: string) => QueueJob | null;
  /** Throws `JOB_NOT_FOUND`. */
  readonly requireJob: (jobId: string) => QueueJob;
}

/** Prepares what the changes share. */
export function createJobTables(
  connection: Connection,
  transact: Transact,
  clock: Pick<Clock, 'now'>,
): JobTables {
  const insertEvent = connection.prepare<[number, number, number, QueueEventKind, string | null]>(
    'INSERT INTO events (id, job_sequence, at, kind, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const selectJob = connection.prepare<[number], JobRow>('SELECT * FROM jobs WHERE sequence = ?');
  // One writer: the next number is known without asking. A gap after a rollback does no harm.
  let lastEvent = highest(connection, 'SELECT max(id) FROM events');

  function findJob(jobId: string): QueueJob | null {
    const row = selectJob.get(sequenceOf(jobId));
    return row ? toJob(row) : null;
  }

  return {
    connection,
    transact,
    now: () => clock.now(),
    record(kind, jobSequence, detail) {
      lastEvent += 1;
      const text = detail === undefined ? null : JSON.stringify(detail);
      insertEvent.run(lastEvent, jobSequence, clock.now(), kind, text);
    },
    nextEvent: () => lastEvent + 1,
    findJob,
    requireJob(jobId) {
      const job = findJob(jobId);
      if (!job) throw jobNotFound();
      return job;
    },
  };
}

/** The number a query answers, 0 for null. */
export function highest(connection: Connection, query: string): number {
  return Number(connection.prepare(query).pluck().get() ?? 0);
}
