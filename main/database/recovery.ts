import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { backupsIn, isSound } from './backup.ts';
import { syncFile, syncFolder } from './sync-file.ts';

/** What happened to a database that could not be used. Instants are epoch milliseconds. */
export interface RecoveryReport {
  readonly reason: 'damaged' | 'missing';
  readonly at: number;
  /** Folder that keeps the damaged files; null when there were none. */
  readonly movedTo: string | null;
  /** Age of the backup that took its place; null when there was none and the database starts empty. */
  readonly restoredTo: number | null;
}

/**
 * Moves the database with its -wal and -shm into a folder of its own and puts the newest backup that passes its check
 * in its place. Nothing is deleted. The pieces go together: a -wal beside another file would be replayed into it.
 */
export function recoverDatabase(path: string, backupFolder: string, now: number): RecoveryReport {
  const movedTo = moveAside(path, now);
  const backup = backupsIn(backupFolder).find((candidate) => isSound(candidate.path));
  if (backup) {
    const temporary = `${path}.restoring`;
    copyFileSync(backup.path, temporary);
    syncFile(temporary);
    renameSync(temporary, path);
    syncFolder(dirname(path));
  }
  return {
    reason: movedTo === null ? 'missing' : 'damaged',
    at: now,
    movedTo,
    restoredTo: backup?.at ?? null,
  };
}

/**
 * Copies the log that an unclean stop left behind: SQLite deletes the log of a database it can't use.
 * `dropLogCopy` removes the copy once the database has proved sound.
 */
export function keepLogCopy(path: string): void {
  if (sizeOf(`${path}-wal`) > 0) copyFileSync(`${path}-wal`, logCopy(path));
}

/** Removes what `keepLogCopy` made. */
export function dropLogCopy(path: string): void {
  rmSync(logCopy(path), { force: true });
}

function moveAside(path: string, now: number): string | null {
  const pieces = [path, `${path}-wal`, `${path}-shm`, logCopy(path)].filter((piece) => existsSync(piece));
  if (pieces.length === 0) return null;
  const folder = freeFolder(
    join(dirname(path), `damaged-${new Date(now).toISOString().replaceAll(':', '-')}`),
  );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The database goes first: if this is cut off, what is left behind is found as missing, never as whole.
  for (const piece of pieces) renameSync(piece, join(folder, basename(piece)));
  syncFolder(folder);
  syncFolder(dirname(path));
  return folder;
}

function logCopy(path: string): string {
  return `${path}-wal.copy`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function freeFolder(wanted: string): string {
  let folder = wanted;
  for (let count = 2; existsSync(folder); count += 1) folder = `${wanted}-${count}`;
  return folder;
}
