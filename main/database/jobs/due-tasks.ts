import type { JobStore } from '../../queue/ports.ts';
import type { JobTables } from './job-tables.ts';

/** Moves of waiting tasks, by the clock or by a person. Nothing is written when nothing is due. */
export function createDueChanges(
  tables: JobTables,
): Pick<JobStore, 'promoteDue' | 'promoteAll' | 'clampWaiting'> {
  const { connection } = tables;
  const selectNext = connection
    .prepare<[], number | null>(`SELECT min(run_at) FROM tasks WHERE status = 'waiting'`)
    .pluck();
  const promoteDue = connection.prepare(
    `UPDATE tasks SET status = 'ready', run_at = NULL WHERE status = 'waiting' AND run_at <= ?`,
  );
  const promoteAll = connection.prepare(
    `UPDATE tasks SET status = 'ready', run_at = NULL WHERE status = 'waiting'`,
  );
  const promoteSubject = connection.prepare(
    `UPDATE tasks SET status = 'ready', run_at = NULL WHERE status = 'waiting' AND job_sequence IN
     (SELECT sequence FROM jobs WHERE open = 1 AND subject = ?)`,
  );
  const clamp = connection.prepare(
    `UPDATE tasks SET run_at = ? WHERE status = 'waiting' AND run_at > ?
     AND coalesce(json_extract(error, '$.retryAt'), 0) < run_at`,
  );

  function recorded(promote: () => number): void {
    tables.transact(() => {
      const count = promote();
      if (count > 0) tables.record('tasks-due', 0, { count });
    });
  }

  return {
    promoteDue(now) {
      const next = selectNext.get() ?? null;
      if (next === null || next > now) return next;
      recorded(() => promoteDue.run(now).changes);
      return selectNext.get() ?? null;
    },
    promoteAll(subject) {
      if ((selectNext.get() ?? null) === null) return;
      recorded(() => (subject === undefined ? promoteAll.run() : promoteSubject.run(subject)).changes);
    },
    clampWaiting: (latest) => tables.transact(() => void clamp.run(latest, latest)),
  };
}
