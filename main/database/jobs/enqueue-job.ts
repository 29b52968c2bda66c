import { newIdentifier } from '../../lib/identifier.ts';
import type { NewJob, QueueJob } from '../../queue/job.ts';
import type { JobStore } from '../../queue/ports.ts';
import { jobAlreadyOpen } from '../../queue/queue-failures.ts';
import type { JobTables } from './job-tables.ts';

/** `enqueue`: the job, its tasks and its event in one transaction. */
export function createEnqueue(tables: JobTables): JobStore['enqueue'] {
  const insertJob = tables.connection.prepare(
    `INSERT INTO jobs (id, stage, subject, payload, priority, status, generation, created_at)
     VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)`,
  );
  const insertTask = tables.connection.prepare(
    `INSERT INTO tasks (id, job_id, stage, key, priority, job_sequence, position, input, status)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ready')`,
  );

  function insert(job: NewJob): QueueJob {
    const now = tables.now();
    const id = newIdentifier(now);
    const { stage, subject, generation, priority = 0 } = job;
    const { lastInsertRowid } = insertJob.run(
      id,
      stage,
      subject,
      JSON.stringify(job.payload),
      priority,
      generation,
      now,
    );
    const sequence = Number(lastInsertRowid);
    for (const [position, task] of job.tasks.entries()) {
      const input = JSON.stringify(task.input);
      insertTask.run(newIdentifier(now), id, stage, task.key, priority, sequence, position, input);
    }
    tables.record('job-queued', id, { stage, tasks: job.tasks.length });
    return {
      ...{ id, sequence, stage, subject, generation, payload: job.payload },
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
  return (
    error instanceof Error && error.message.includes('UNIQUE constraint failed: jobs.subject, jobs.stage')
  );
}
