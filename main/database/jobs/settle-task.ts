import type { StoredFailure } from '../../lib/failure.ts';
import { assertTaskMove, type NewTask, type TaskStatus } from '../../queue/job.ts';
import { type AttemptRecord, type Claim, type JobStore, LostClaimError } from '../../queue/ports.ts';
import { writeFailure } from '../stored-failure.ts';
import type { JobTables } from './job-tables.ts';

type TaskChanges = Pick<JobStore, 'complete' | 'release' | 'failTask' | 'replaceTask'>;

/** The four ways an attempt ends. Its open row is the fence: once somebody else has closed it, the claim is lost. */
export function createTaskChanges(tables: JobTables): TaskChanges {
  const end = createAttemptEnd(tables);
  const addChildren = createChildInsert(tables);
  const clearCrashes = tables.connection.prepare<[number]>(
    'UPDATE jobs SET crashes = 0 WHERE sequence = ? AND crashes > 0',
  );

  return {
    complete: (claim, record, commit) =>
      tables.transact(() => {
        end(claim, record, { to: 'done', counted: true });
        if (claim.job.crashes > 0) clearCrashes.run(claim.job.sequence);
        tables.record('task-done', claim.job.sequence, { task: claim.task.key });
        commit?.();
      }),
    release: (claim, record, { runAt, countAttempt }) =>
      tables.transact(() => {
        const to = runAt === null ? 'ready' : 'waiting';
        end(claim, record, { to, counted: countAttempt, runAt });
        const detail = { task: claim.task.key, code: record.failure?.code, runAt, counted: countAttempt };
        tables.record(`task-${to}`, claim.job.sequence, detail);
      }),
    failTask: (claim, record) =>
      tables.transact(() => {
        end(claim, record, { to: 'failed', counted: true });
        tables.record('task-failed', claim.job.sequence, {
          task: claim.task.key,
          code: record.failure?.code,
        });
      }),
    replaceTask: (claim, record, children, commit) =>
      tables.transact(() => {
        end(claim, record, { to: 'replaced', counted: false });
        addChildren(claim, children);
        const detail = { task: claim.task.key, children: children.map((child) => child.key) };
        tables.record('task-replaced', claim.job.sequence, detail);
        commit?.();
      }),
  };
}

interface End {
  readonly to: TaskStatus;
  /** Whether the attempt is used up. */
  readonly counted: boolean;
  readonly runAt?: number | null;
}

function createAttemptEnd(tables: JobTables): (claim: Claim, record: AttemptRecord, end: End) => void {
  const closeAttempt = tables.connection.prepare(
    `UPDATE attempts SET finished_at = @now, outcome = @outcome, counted = @counted, failure_code = @code,
     failure_class = @class, status_code = @status, request_id = @requestId, sent = @sent
     WHERE id = @id AND finished_at IS NULL`,
  );
  const moveTask = tables.connection.prepare(
    `UPDATE tasks SET status = ?, run_at = ?, error = ?, attempts = attempts - ?
     WHERE job_sequence = ? AND key = ? AND status = 'running'`,
  );

  return (claim, record, { to, counted, runAt = null }) => {
    assertTaskMove('running', to);
    const { failure } = record;
    const closed = closeAttempt.run({
      id: claim.attemptId,
      now: tables.now(),
      outcome: record.outcome,
      counted: counted ? 1 : 0,
      sent: record.sent === undefined || record.sent === null ? null : JSON.stringify(record.sent),
      ...failureColumns(failure),
    });
    if (closed.changes !== 1) throw new LostClaimError(claim.task.id);
    const { job, task } = claim;
    const moved = moveTask.run(to, runAt, writeFailure(failure), counted ? 0 : 1, job.sequence, task.key);
    if (moved.changes !== 1) throw new LostClaimError(claim.task.id);
  };
}

function failureColumns(failure: StoredFailure | null) {
  if (failure === null) return { code: null, class: null, status: null, requestId: null };
  const { code, status = null, requestId = null } = failure;
  return { code, class: failure.class, status, requestId };
}

/** Puts children between their parent's place and the next task's. */
function createChildInsert(tables: JobTables): (claim: Claim, children: readonly NewTask[]) => void {
  const selectNext = tables.connection
    .prepare<[number, number], number | null>(
      'SELECT min(position) FROM tasks WHERE job_sequence = ? AND position > ?',
    )
    .pluck();
  const insertChild = tables.connection.prepare(
    `INSERT INTO tasks (job_sequence, key, stage, priority, position, input, status, held)
     SELECT job_sequence, ?, stage, priority, ?, ?, 'ready', held FROM tasks WHERE job_sequence = ? AND key = ?`,
  );

  return ({ job, task }, children) => {
    const next = selectNext.get(job.sequence, task.position) ?? task.position + 1;
    const step = (next - task.position) / (children.length + 1);
    for (const [index, child] of children.entries()) {
      const place = task.position + step * (index + 1);
      insertChild.run(child.key, place, JSON.stringify(child.input), job.sequence, task.key);
    }
  };
}
