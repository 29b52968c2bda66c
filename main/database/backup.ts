import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

import type { Connection } from './connection.ts';
import { databaseDamaged } from './database-failures.ts';
import { syncFile, syncFolder } from './sync-file.ts';

/** Why a backup was made; of each kind the newest three are kept. */
export type BackupKind = 'daily' | 'migration';

/** A backup file by its name: `lectern-<epoch ms>-v<schema>-<kind>.db`. */
export interface Backup {
  readonly path: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: BackupKind;
}

const KEPT_PER_KIND = 3;
const DAY_MS = 86_400_000;
const backupName = /^lectern-(\d+)-v\d+-(daily|migration)\.db$/;

/**
 * Copies the open database to the folder: `VACUUM INTO` a temporary file, sync, check the copy, rename, sync the
 * folder. Only then older backups of the kind are removed.
 * @throws LecternError `DATABASE_DAMAGED` when the copy does not pass the check; errors of the file system as they are
 */
export function backUp(connection: Connection, folder: string, kind: BackupKind, now: number): Backup {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const schema = Number(connection.pragma('user_version', { simple: true }));
  const path = join(folder, `lectern-${now}-v${schema}-${kind}.db`);
  const temporary = `${path}.partial`;
  rmSync(temporary, { force: true });
  try {
    connection.prepare('VACUUM INTO ?').run(temporary);
    syncFile(temporary);
    if (!isSound(temporary)) throw databaseDamaged(new Error('A backup did not pass its check'));
    renameSync(temporary, path);
    syncFolder(folder);
  } finally {
    rmSync(temporary, { force: true });
  }
  for (const old of backupsIn(folder)
    .filter((backup) => backup.kind === kind)
    .slice(KEPT_PER_KIND)) {
    rmSync(old.path, { force: true });
  }
  return { path, at: now, kind };
}

/** Makes the daily backup unless there is one of the last 24 hours. Answers it, or null. */
export function backUpDaily(connection: Connection, folder: string, now: number): Backup | null {
  const newest = backupsIn(folder).find((backup) => backup.kind === 'daily');
  if (newest && newest.at <= now && now - newest.at < DAY_MS) return null;
  return backUp(connection, folder, 'daily', now);
}

/** Backups in the folder, newest first. None when there is no such folder. */
export function backupsIn(folder: string): readonly Backup[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, at, kind] = backupName.exec(name) ?? [];
      if (at === undefined || (kind !== 'daily' && kind !== 'migration')) return [];
      return [{ path: join(folder, name), at: Number(at), kind } satisfies Backup];
    })
    .toSorted((one, other) => other.at - one.at);
}

/** True when the file is a database that passes `quick_check` and carries a schema. */
export function isSound(path: string): boolean {
  try {
    const copy = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return passesQuickCheck(copy) && Number(copy.pragma('user_version', { simple: true })) > 0;
    } finally {
      copy.close();
    }
  } catch {
    return false;
  }
}

/** SQLite's own check of the structure; it reads the whole file. */
export function passesQuickCheck(connection: Connection): boolean {
  return connection.pragma('quick_check(1)', { simple: true }) === 'ok';
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
