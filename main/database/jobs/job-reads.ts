import type { QueueTask } from '../../queue/job.ts';
import type { AttemptRecord, JobFilter, JobStore, QueueAttempt, QueueEvent } from '../../queue/ports.ts';
import { type JobRow, type TaskRow, toJob, toTask } from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

type JobReads = Pick<
  JobStore,
  'job' | 'jobs' | 'tasks' | 'attempts' | 'events' | 'taskCounts' | 'nextRunAt' | 'backlog'
>;

interface AttemptRow {
  readonly id: number;
  readonly key: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly outcome: AttemptRecord['outcome'] | null;
  readonly counted: number;
  readonly failure_code: string | null;
  readonly failure_class: string | null;
  readonly sent: string | null;
}

interface EventRow {
  readonly id: number;
  readonly at: number;
  readonly job_id: string | null;
  readonly kind: QueueEvent['kind'];
  readonly detail: string | null;
}

/** Everything that only looks. */
export function createJobReads({ connection, findJob }: JobTables): JobReads {
  const tasks = connection.prepare<[string], TaskRow>(
    'SELECT * FROM tasks WHERE job_id = ? ORDER BY position',
  );
  const attempts = connection.prepare<[string], AttemptRow>(
    `SELECT attempts.*, tasks.key FROM attempts JOIN tasks ON tasks.id = attempts.task_id
     WHERE attempts.job_id = ? ORDER BY attempts.id`,
  );
  const events = connection.prepare<[string], EventRow>('SELECT * FROM events WHERE job_id = ? ORDER BY id');
  const counts = connection.prepare<[string], { status: QueueTask['status']; count: number }>(
    'SELECT status, count(*) AS count FROM tasks WHERE job_id = ? GROUP BY status',
  );
  const nextRunAt = connection
    .prepare<[string], number | null>(`SELECT min(run_at) FROM tasks WHERE job_id = ? AND status = 'waiting'`)
    .pluck();
  const backlog = connection.prepare<[], { stage: string; ready: number; oldest: number | null }>(
    `SELECT stage, ready, (SELECT created_at FROM jobs WHERE sequence = first) AS oldest FROM
     (SELECT stage, count(*) AS ready, min(job_sequence) AS first FROM tasks
      WHERE status = 'ready' AND held = 0 GROUP BY stage) ORDER BY stage`,
  );

  return {
    job: findJob,
    jobs: createJobList(connection),
    tasks: (jobId) => tasks.all(jobId).map(toTask),
    attempts: (jobId) => attempts.all(jobId).map(toAttempt),
    events: (jobId) => events.all(jobId).map(toEvent),
    taskCounts(jobId) {
      const all = { ready: 0, waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, replaced: 0 };
      for (const { status, count } of counts.all(jobId)) all[status] = count;
      return all;
    },
    nextRunAt: (jobId) => nextRunAt.get(jobId) ?? null,
    backlog: () => backlog.all(),
  };
}

/** One statement per combination of conditions, so that each can use its index. */
function createJobList(connection: JobTables['connection']): JobStore['jobs'] {
  const fields = ['status', 'stage', 'subject'] as const;
  const prepare = (where: string) => connection.prepare<[JobFilter], JobRow>(where);
  const statements = new Map<string, ReturnType<typeof prepare>>();

  return (filter) => {
    const used = fields.filter((field) => filter[field] !== undefined);
    const where =
      used.length === 0 ? '' : `WHERE ${used.map((field) => `${field} = @${field}`).join(' AND ')}`;
    let statement = statements.get(where);
    if (!statement) {
      statement = prepare(`SELECT * FROM jobs ${where} ORDER BY sequence`);
      statements.set(where, statement);
    }
    return statement.all(filter).map(toJob);
  };
}

function toAttempt(row: AttemptRow): QueueAttempt {
  const failed = row.failure_code !== null && row.failure_class !== null;
  return {
    id: row.id,
    taskKey: row.key,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    counted: row.counted === 1,
    failure: failed ? { code: row.failure_code, class: row.failure_class } : null,
    sent: row.sent === null ? null : JSON.parse(row.sent),
  };
}

function toEvent(row: EventRow): QueueEvent {
  const detail: unknown = row.detail === null ? null : JSON.parse(row.detail);
  return { id: row.id, at: row.at, jobId: row.job_id, kind: row.kind, detail };
}
