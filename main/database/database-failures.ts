import { LecternError, remedy } from '../lib/failure.ts';

/** The message and `code` of anything thrown by SQLite or the file system. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** True when the file itself is wrong: only a restore helps. */
export function isDamage(error: unknown): boolean {
  if (error instanceof LecternError) return error.failure.code === 'DATABASE_DAMAGED';
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

/**
 * Turns an error of SQLite or of the file system under it into a failure of ours. A `LecternError` and a bug
 * (a broken constraint, wrong SQL) are handed back as they are.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof LecternError) return error;
  const code = codeOf(error);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return diskFull(error);
  if (isDamage(error)) return databaseDamaged(error);
  if (/^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS|ENOTDIR|EISDIR)/.test(code)) {
    return homeNotWritable(error);
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return databaseBusy(error);
  if (/^(SQLITE_IOERR|EIO)/.test(code)) return databaseUnreliable(error);
  return error;
}

/** The disk has no room left; everything that writes waits until there is. */
export function diskFull(cause: unknown): LecternError {
  return new LecternError({
    code: 'DISK_FULL',
    message: 'The disk is full. Nothing is lost; work goes on as soon as there is room.',
    remedy: remedy('free-space', 'Free some space'),
    class: 'needs-user',
    scope: 'disk',
    cause,
  });
}

/** The file is not a sound database of Lectern. */
export function databaseDamaged(cause: unknown): LecternError {
  return new LecternError({
    code: 'DATABASE_DAMAGED',
    message:
      'The database is damaged. Start Lectern again: it sets the damaged file aside and restores a backup.',
    remedy: remedy('restore', 'Restore a backup'),
    class: 'needs-user',
    scope: 'storage',
    cause,
  });
}

/** The home or the database in it can't be written. */
export function homeNotWritable(cause: unknown): LecternError {
  return new LecternError({
    code: 'HOME_NOT_WRITABLE',
    message: "Lectern can't write to its folder. Allow writing there or choose another folder with --home.",
    remedy: remedy('none', 'Change the permissions of the folder'),
    class: 'needs-user',
    scope: 'storage',
    cause,
  });
}

/** Another program holds the file. */
export function databaseBusy(cause: unknown): LecternError {
  return new LecternError({
    code: 'DATABASE_BUSY',
    message: 'Another program is using the database. Close it, then try again.',
    remedy: remedy('retry', 'Try again'),
    class: 'retryable',
    cause,
  });
}

/** The disk failed while reading or syncing; what was not confirmed must not be trusted. */
export function databaseUnreliable(cause: unknown): LecternError {
  return new LecternError({
    code: 'DATABASE_IO',
    message:
      'The disk failed while the database was being read or saved. Check the disk, then start Lectern again.',
    remedy: remedy('report', 'Show the log'),
    class: 'needs-user',
    scope: 'storage',
    cause,
  });
}

/** A safety setting of SQLite did not take. */
export function pragmaRefused(pragma: string, wanted: unknown, found: unknown): LecternError {
  return new LecternError({
    code: 'DATABASE_PRAGMA',
    message: `The database can't be opened safely here: ${pragma} is ${String(found)} instead of ${String(wanted)}. Put the home on a local disk.`,
    remedy: remedy('report', 'Show the log'),
    class: 'needs-user',
    scope: 'storage',
  });
}

/** The SQLite library has the known fault that can damage files in WAL mode (fixed in 3.51.3). */
export function sqliteTooOld(found: string, floor: string): LecternError {
  return new LecternError({
    code: 'DATABASE_TOO_OLD',
    message: `This build carries SQLite ${found}, which can damage a database. It needs ${floor} or newer: install Lectern again.`,
    remedy: remedy('report', 'Show the log'),
    class: 'needs-user',
    scope: 'storage',
  });
}

/** The file was written by a newer Lectern. */
export function databaseNewer(found: number, known: number): LecternError {
  return new LecternError({
    code: 'DATABASE_NEWER',
    message: `The database belongs to a newer Lectern (version ${found} of the file, this one knows ${known}). Update Lectern.`,
    remedy: remedy('none', 'Update Lectern'),
    class: 'needs-user',
    scope: 'storage',
  });
}

/** The file is of an older Lectern; only its owner may bring it up to date. */
export function databaseOlder(): LecternError {
  return new LecternError({
    code: 'DATABASE_NOT_READY',
    message: 'The database has not been brought up to date yet. Start Lectern once.',
    remedy: remedy('start-app', 'Start Lectern'),
    class: 'needs-user',
    scope: 'storage',
  });
}
