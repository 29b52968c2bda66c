import { closeSync, existsSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

import { pragmaRefused, sqliteTooOld, translateDatabaseError } from './database-failures.ts';

/** The database handle of the driver, named once. */
export type Connection = Database.Database;

/** How long a statement waits for another process's lock. Milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** First SQLite without the WAL-reset race that can damage a file (https://sqlite.org/wal.html#walresetbug). */
const SQLITE_FLOOR = [3, 51, 3] as const;

/**
 * Settings of every writing connection, in the order they are set. `synchronous` comes after the switch to WAL because
 * better-sqlite3 is compiled to fall back to NORMAL there, which can lose acknowledged commits on power loss.
 */
const writerPragmas: readonly (readonly [name: string, value: string, readBack: string | number])[] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['mmap_size', '0', 0],
  // 16 MB of log at most: fewer checkpoints on the way of commits.
  ['wal_autocheckpoint', '4000', 4000],
  // Only macOS knows a difference between handing data to the drive and making it durable.
  ...(process.platform === 'darwin' ? [['fullfsync', 'ON', 1] as const] : []),
];

/**
 * Opens the one writing connection; the file is created for this user alone when it is not there.
 * @throws LecternError `DATABASE_TOO_OLD`, `DATABASE_PRAGMA`, `HOME_NOT_WRITABLE`, `DATABASE_DAMAGED`, `DATABASE_BUSY`, `DISK_FULL`
 */
export function openWriter(path: string): Connection {
  return opening(() => {
    createPrivately(path);
    const connection = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    return closedOnError(connection, () => {
      assertSafeVersion(connection);
      for (const [name, value] of writerPragmas) connection.pragma(`${name} = ${value}`);
      assertWriterPragmas(connection);
    });
  });
}

/**
 * Opens a connection that can't write, for pure reads beside the owner of the file.
 * @throws LecternError as `openWriter`
 */
export function openReader(path: string): Connection {
  return opening(() => {
    const connection = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    return closedOnError(connection, () => {
      assertSafeVersion(connection);
      connection.pragma('query_only = ON');
      connection.pragma('trusted_schema = OFF');
      connection.pragma('cell_size_check = ON');
      connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    });
  });
}

/**
 * Throws `DATABASE_PRAGMA` when a safety setting does not hold. Also called after migrations, because the driver's
 * fall-back to NORMAL only shows at the first write of the schema.
 */
export function assertWriterPragmas(connection: Connection): void {
  for (const [name, , wanted] of writerPragmas) {
    const found = connection.pragma(name, { simple: true });
    if (found !== wanted) throw pragmaRefused(name, wanted, found);
  }
}

/** Throws `DATABASE_TOO_OLD` for a version of SQLite below the floor, `3.51.2` for instance. */
export function assertVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, floor] of SQLITE_FLOOR.entries()) {
    const part = parts[index] ?? 0;
    if (part > floor) return;
    if (part < floor) throw sqliteTooOld(version, SQLITE_FLOOR.join('.'));
  }
}

/**
 * The -wal and -shm beside it take over the permissions. A file that is there is not touched: closing it would drop the
 * locks this process may have on it (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
function createPrivately(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

function assertSafeVersion(connection: Connection): void {
  assertVersion(String(connection.prepare('SELECT sqlite_version()').pluck().get()));
}

function closedOnError(connection: Connection, prepare: () => void): Connection {
  try {
    prepare();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function opening(open: () => Connection): Connection {
  try {
    return open();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
