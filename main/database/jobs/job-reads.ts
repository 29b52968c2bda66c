import { isOpen, type QueueTask } from '../../queue/job.ts';
import type { AttemptRecord, JobFilter, JobStore, QueueAttempt, QueueEvent } from '../../queue/ports.ts';
import {
  ATTEMPTS_OF_JOB,
  type JobRow,
  type TaskRow,
  jobIdOf,
  sequenceOf,
  toJob,
  toTask,
} from './job-rows.ts';
import type { JobTables } from './job-tables.ts';

type JobReads = Pick<
  JobStore,
  'job' | 'jobs' | 'settleable' | 'tasks' | 'attempts' | 'events' | 'taskCounts' | 'nextRunAt' | 'backlog'
>;

interface AttemptRow {
  readonly id: number;
  readonly task_key: string;
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
  readonly job_sequence: number;
  readonly kind: QueueEvent['kind'];
  readonly detail: string | null;
}

/** Everything that only looks. */
export function createJobReads({ connection, findJob }: JobTables): JobReads {
  const tasks = connection.prepare<[number], TaskRow>(
    'SELECT * FROM tasks WHERE job_sequence = ? ORDER BY position',
  );
  const attempts = connection.prepare<[number], AttemptRow>(
    `SELECT * FROM attempts WHERE id IN (${ATTEMPTS_OF_JOB}) ORDER BY id`,
  );
  const events = connection.prepare<[{ job: number }], EventRow>(
    `SELECT * FROM events WHERE job_sequence = @job
     AND id >= coalesce((SELECT first_event FROM jobs WHERE sequence = @job), 0) ORDER BY id`,
  );
  const counts = connection.prepare<[number], { status: QueueTask['status']; count: number }>(
    'SELECT status, count(*) AS count FROM tasks WHERE job_sequence = ? GROUP BY status',
  );
  const nextRunAt = connection
    .prepare<[number], number | null>('SELECT min(run_at) FROM tasks WHERE job_sequence = ?')
    .pluck();
  const settleable = connection.prepare<[], JobRow>(
    `SELECT * FROM jobs WHERE open = 1 AND NOT EXISTS (SELECT 1 FROM tasks WHERE job_sequence = jobs.sequence
     AND tasks.status IN ('ready', 'waiting', 'running')) ORDER BY sequence`,
  );
  const backlog = connection.prepare<[], { stage: string; ready: number; oldest: number | null }>(
    `SELECT stage, ready, (SELECT created_at FROM jobs WHERE sequence = first) AS oldest FROM
     (SELECT stage, count(*) AS ready, min(job_sequence) AS first FROM tasks
      WHERE status = 'ready' AND held = 0 GROUP BY stage) ORDER BY stage`,
  );

  return {
    job: findJob,
    jobs: createJobList(connection),
    settleable: () => settleable.all().map(toJob),
    tasks: (jobId) => tasks.all(sequenceOf(jobId)).map(toTask),
    attempts: (jobId) => attempts.all(sequenceOf(jobId)).map(toAttempt),
    events: (jobId) => events.all({ job: sequenceOf(jobId) }).map(toEvent),
    taskCounts(jobId) {
      const all = { ready: 0, waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, replaced: 0 };
      for (const { status, count } of counts.all(sequenceOf(jobId))) all[status] = count;
      return all;
    },
    nextRunAt: (jobId) => nextRunAt.get(sequenceOf(jobId)) ?? null,
    backlog: () => backlog.all(),
  };
}

/**
 * One statement per combination of conditions, so that each can use its index. `open` leads the index of subjects and
 * follows from the status; without a status both halves are asked.
 */
function createJobList(connection: JobTables['connection']): JobStore['jobs'] {
  const prepare = (sql: string) => connection.prepare<[JobFilter], JobRow>(sql);
  const statements = new Map<string, ReturnType<typeof prepare>>();

  function statementFor(filter: JobFilter): ReturnType<typeof prepare> {
    const sql = listQuery(filter);
    const statement = statements.get(sql) ?? prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  return (filter) => statementFor(filter).all(filter).map(toJob);
}

function listQuery(filter: JobFilter): string {
  const fields = (['status', 'stage', 'subject'] as const).filter((field) => filter[field] !== undefined);
  const conditions = fields.map((field) => `${field} = @${field}`);
  const select = (...more: string[]) => {
    const all = [...more, ...conditions];
    return `SELECT * FROM jobs${all.length > 0 ? ` WHERE ${all.join(' AND ')}` : ''}`;
  };
  const { status, subject } = filter;
  if (status === 'failed' && subject === undefined) return `${select("status = 'failed'")} ORDER BY sequence`;
  if (status !== undefined && isOpen(status)) return `${select('open = 1')} ORDER BY sequence`;
  if (subject === undefined) return `${select()} ORDER BY sequence`;
  return `${select('open = 1')} UNION ALL ${select('open IS NULL')} ORDER BY sequence`;
}

function toAttempt(row: AttemptRow): QueueAttempt {
  const failed = row.failure_code !== null && row.failure_class !== null;
  return {
    id: row.id,
    taskKey: row.task_key,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    counted: row.counted === 1,
    failure: failed ? { code: row.failure_code, class: row.failure_class } : null,
    sent: row.sent === null ? null : JSON.parse(row.sent),
  };
}

function toEvent(row: EventRow): QueueEvent {
  const jobId = row.job_sequence === 0 ? null : jobIdOf(row.job_sequence);
  const detail: unknown = row.detail === null ? null : JSON.parse(row.detail);
  return { id: row.id, at: row.at, jobId, kind: row.kind, detail };
}
