import type { NewJob, QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { jobAlreadyOpen } from '../../queue/queue-failures.ts';
import { jobIdOf } from './job-rows.ts';
import { highest, type JobTables } from './job-tables.ts';

/** Row of `meta` with the highest sequence of a job that was taken away. */
export const LAST_REMOVED = 'jobs.lastRemoved';

/** `enqueue`: the job, its tasks and its event in one transaction. */
export function createEnqueue(tables: JobTables): JobStore['enqueue'] {
  const { connection } = tables;
  const insertJob = connection.prepare(
    `INSERT INTO jobs (sequence, stage, subject, payload, priority, status, open, generation, first_event, created_at)
     VALUES (?, ?, ?, ?, ?, 'queued', 1, ?, ?, ?)`,
  );
  const insertTask = connection.prepare(
    `INSERT INTO tasks (job_sequence, key, stage, priority, position, input, status)
     VALUES (?, ?, ?, ?, ?, ?, 'ready')`,
  );
  // One writer: the next number is known without asking.
  let lastSequence = Math.max(
    highest(connection, 'SELECT max(sequence) FROM jobs'),
    highest(connection, `SELECT value FROM meta WHERE key = '${LAST_REMOVED}'`),
  );

  function insert(job: NewJob): QueueJob {
    if (job.tasks.length === 0) throw new Error('A job without tasks would never end');
    const sequence = lastSequence + 1;
    const now = tables.now();
    const { stage, subject, generation, priority = 0 } = job;
    const payload = JSON.stringify(job.payload);
    const firstEvent = tables.nextEvent();
    insertJob.run(sequence, stage, subject, payload, priority, generation, firstEvent, now);
    for (const [position, task] of job.tasks.entries()) {
      insertTask.run(sequence, task.key, stage, priority, position, JSON.stringify(task.input));
    }
    tables.record('job-queued', sequence, { stage, tasks: job.tasks.length });
    lastSequence = sequence;
    return {
      ...{ id: jobIdOf(sequence), sequence, stage, subject, generation, payload: job.payload },
      ...{ status: 'queued', hold: null, error: null, crashes: 0 },
      ...{ createdAt: now, startedAt: null, finishedAt: null },
    };
  }

  return (job) =>
    tables.transact(() => {
      try {
        return insert(job);
      } catch (error) {
        throw isOpenJobConflict(error) ? jobAlreadyOpen(error) : error;
      }
    });
}

/** True for a breach of the index that allows one open job per subject and stage. */
export function isOpenJobConflict(error: unknown): boolean {
  return error instanceof Error && error.message.includes('UNIQUE constraint failed: jobs.open');
}
