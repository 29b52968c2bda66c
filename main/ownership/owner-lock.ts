import { chmodSync, existsSync, truncateSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ownerFile } from './owner-paths.ts';

/**
 * How long a start waits for others that are just trying the lock. A holder keeps it for life, so there is nothing else to wait for.
 * Milliseconds.
 */
const CONTEST_MS = 250;

/** Locks held by this process. SQLite lets a lock go when its connection is collected as garbage, so they are kept here. */
const held = new Set<Database.Database>();

/**
 * Takes the lock of a home: an exclusive transaction on `owner.db` that is never committed. The system drops it when the process dies,
 * however it dies, so there are no stale locks. Answers how to let go of it, or null when someone else has it.
 * Throws errors of SQLite and of the file system.
 *
 * Nothing else may ever open this file: closing it would drop the lock this process has on it
 * (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export function takeOwnerLock(home: string): (() => void) | null {
  const path = ownerFile(home);
  const connection = new Database(path, { timeout: CONTEST_MS });
  try {
    chmodSync(path, 0o600);
    begin(connection, path);
  } catch (error) {
    connection.close();
    if (isBusy(error)) return null;
    throw error;
  }
  held.add(connection);
  return () => {
    if (!held.delete(connection)) return;
    connection.close();
  };
}

/** Whether some process, this one included, has the lock. Looking takes nothing and waits for nobody. */
export function isOwned(home: string): boolean {
  const path = ownerFile(home);
  if (!existsSync(path)) return false;
  const connection = new Database(path, { readonly: true, timeout: 0 });
  try {
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    // Any other error is for the next owner to deal with.
    return isBusy(error);
  } finally {
    connection.close();
  }
}

function begin(connection: Database.Database, path: string): void {
  try {
    lock(connection);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    // The file is worth nothing but its lock, and whoever could read this far is not kept out by one.
    truncateSync(path);
    lock(connection);
  }
}

function lock(connection: Database.Database): void {
  connection.pragma('journal_mode = DELETE');
  // An exclusive transaction on an empty file begins by writing to it, which needs room and leaves a journal. This fills it once.
  if (connection.pragma('user_version', { simple: true }) === 0) connection.pragma('user_version = 1');
  connection.exec('BEGIN EXCLUSIVE');
}

function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error));
}

function isDamaged(error: unknown): boolean {
  return /^SQLITE_(NOTADB|CORRUPT)/.test(sqliteCode(error));
}

function sqliteCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}
