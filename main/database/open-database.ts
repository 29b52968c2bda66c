import { existsSync, statSync } from 'node:fs';
import { z } from 'zod';

import type { Clock } from '../lib/clock.ts';
import { type Backup, backUpDaily, backupsIn, passesQuickCheck } from './backup.ts';
import { assertWriterPragmas, type Connection, openReader, openWriter } from './connection.ts';
import { databaseDamaged, databaseOlder, isDamage, translateDatabaseError } from './database-failures.ts';
import { migrate, schemaVersion } from './migrate.ts';
import { migrations as allMigrations } from './migrations/migrations.ts';
import { dropLogCopy, keepLogCopy, type RecoveryReport, recoverDatabase } from './recovery.ts';
import { createTransact, type Transact } from './transaction.ts';

/** Where things are, and the time. */
export interface OpenDatabaseOptions {
  /** Backups go here and are restored from here. */
  readonly backupFolder: string;
  readonly clock: Pick<Clock, 'now'>;
  /** For tests of migration; the app's own by default. */
  readonly migrations?: readonly string[];
}

/** The open database of a home; there is one per owner. */
export interface OpenedDatabase {
  readonly connection: Connection;
  readonly transact: Transact;
  /**
   * Set from a restore until `acknowledgeRecovery`, also over restarts: the composition re-adopts what the objects
   * prove, tells the person, then acknowledges.
   */
  readonly recovery: RecoveryReport | null;
  acknowledgeRecovery(): void;
  /** Makes the daily backup unless there is one of the last 24 hours. Answers it, or null. */
  backUpDaily(): Backup | null;
  /** Moves the log into the file, marks the stop as clean and closes. Safe to call twice. */
  close(): void;
}

const recoverySchema = z.object({
  reason: z.enum(['damaged', 'missing']),
  at: z.number(),
  movedTo: z.string().nullable(),
  restoredTo: z.number().nullable(),
});

/**
 * Opens the database for writing: safety settings read back, checked after an unclean stop, brought up to date after a
 * backup. A damaged file is moved aside whole and the newest good backup takes its place; `recovery` tells.
 * Only the owner of the home may call this.
 * @throws LecternError `DATABASE_TOO_OLD`, `DATABASE_PRAGMA`, `DATABASE_NEWER`, `HOME_NOT_WRITABLE`, `DATABASE_BUSY`, `DISK_FULL`
 */
export function openDatabase(path: string, options: OpenDatabaseOptions): OpenedDatabase {
  const migrations = options.migrations ?? allMigrations;
  try {
    if (isLost(path, options.backupFolder)) return openRecovered(path, options, migrations);
    try {
      return openSound(path, options, migrations, null);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return openRecovered(path, options, migrations);
    }
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/**
 * Opens the database for pure reads, beside an owner or without one. Nothing is repaired or migrated.
 * @throws LecternError `DATABASE_NEWER`, `DATABASE_NOT_READY`, `DATABASE_DAMAGED`, `HOME_NOT_WRITABLE` (also: no such file)
 */
export function openDatabaseForReading(path: string, migrations = allMigrations): Connection {
  const connection = openReader(path);
  try {
    if (schemaVersion(connection, migrations.length) < migrations.length) throw databaseOlder();
    return connection;
  } catch (error) {
    connection.close();
    throw translateDatabaseError(error);
  }
}

function openRecovered(
  path: string,
  options: OpenDatabaseOptions,
  migrations: readonly string[],
): OpenedDatabase {
  const report = recoverDatabase(path, options.backupFolder, options.clock.now());
  return openSound(path, options, migrations, report);
}

function openSound(
  path: string,
  options: OpenDatabaseOptions,
  migrations: readonly string[],
  report: RecoveryReport | null,
): OpenedDatabase {
  keepLogCopy(path);
  const connection = openWriter(path);
  try {
    const transact = createTransact(connection);
    if (schemaVersion(connection, migrations.length) > 0 && !wasCleanStop(connection))
      assertSound(connection);
    migrate(connection, transact, { migrations, backupFolder: options.backupFolder, now: options.clock.now });
    assertWriterPragmas(connection);
    transact(() => {
      if (report) setMeta(connection, 'recovery', JSON.stringify(report));
      setMeta(connection, 'cleanStop', '0');
    });
    dropLogCopy(path);
    return opened(connection, transact, options);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function opened(connection: Connection, transact: Transact, options: OpenDatabaseOptions): OpenedDatabase {
  const stored = meta(connection, 'recovery');
  return {
    connection,
    transact,
    recovery: stored === null ? null : recoverySchema.parse(JSON.parse(stored)),
    acknowledgeRecovery: () => {
      transact(() => connection.prepare("DELETE FROM meta WHERE key = 'recovery'").run());
    },
    backUpDaily() {
      try {
        return backUpDaily(connection, options.backupFolder, options.clock.now());
      } catch (error) {
        throw translateDatabaseError(error);
      }
    },
    close() {
      if (!connection.open) return;
      transact(() => setMeta(connection, 'cleanStop', '1'));
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.close();
    },
  };
}

/** An empty start is only right where nothing speaks of an earlier database. */
function isLost(path: string, backupFolder: string): boolean {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  return existsSync(`${path}-wal`) || backupsIn(backupFolder).length > 0;
}

function assertSound(connection: Connection): void {
  if (!passesQuickCheck(connection)) throw databaseDamaged(new Error('The quick check found damage'));
}

function wasCleanStop(connection: Connection): boolean {
  return meta(connection, 'cleanStop') === '1';
}

function meta(connection: Connection, key: string): string | null {
  const value = connection.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  return typeof value === 'string' ? value : null;
}

function setMeta(connection: Connection, key: string, value: string): void {
  connection
    .prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    .run(key, value);
}
