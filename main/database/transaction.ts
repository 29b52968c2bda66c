import type { Connection } from './connection.ts';
import { translateDatabaseError } from './database-failures.ts';

/**
 * Runs work in one durable transaction (`BEGIN IMMEDIATE`), or joins the one that is open.
 * A part that threw dooms the whole: the outer transaction rolls back even if somebody caught the error.
 */
export type Transact = <Result>(work: () => Result) => Result;

/**
 * Makes the function by which everything on this connection writes together.
 * @returns throws what `work` throws; errors of SQLite come translated (`DISK_FULL`, `DATABASE_IO`, …)
 */
export function createTransact(connection: Connection): Transact {
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  let doomedBy: Error | null = null;

  function join<Result>(work: () => Result): Result {
    try {
      return synchronous(work());
    } catch (error) {
      doomedBy ??=
        error instanceof Error ? error : new Error('Part of a transaction failed', { cause: error });
      throw error;
    }
  }

  function run<Result>(work: () => Result): Result {
    begin.run();
    const result = synchronous(work());
    if (doomedBy !== null) throw doomedBy;
    commit.run();
    return result;
  }

  return (work) => {
    if (connection.inTransaction) return join(work);
    try {
      return run(work);
    } catch (error) {
      // SQLite has already rolled back by itself after some errors (full disk, I/O).
      if (connection.inTransaction) rollback.run();
      throw translateDatabaseError(error);
    } finally {
      doomedBy = null;
    }
  };
}

/** A transaction that waits would let other work slip into it. */
function synchronous<Result>(result: Result): Result {
  if (result instanceof Promise) throw new TypeError('A transaction must not wait');
  return result;
}
