import { backUp } from './backup.ts';
import type { Connection } from './connection.ts';
import { databaseDamaged, databaseNewer } from './database-failures.ts';
import type { Transact } from './transaction.ts';

/** What `migrate` needs to know. */
export interface MigrationPlan {
  /** SQL of each migration; the n-th leads to `user_version` n. */
  readonly migrations: readonly string[];
  /** Where the backup before each step goes. */
  readonly backupFolder: string;
  /** Epoch milliseconds, for the names of backups. */
  now(): number;
}

/** Brings the file up to date, one transaction a step, a verified backup before each. Answers the steps taken. */
export function migrate(connection: Connection, transact: Transact, plan: MigrationPlan): number {
  const from = schemaVersion(connection, plan.migrations.length);
  for (const [index, sql] of plan.migrations.entries()) {
    if (index < from) continue;
    // A new file has nothing to lose.
    if (index > 0) backUp(connection, plan.backupFolder, 'migration', plan.now());
    transact(() => {
      connection.exec(sql);
      connection.pragma(`user_version = ${index + 1}`);
    });
  }
  return plan.migrations.length - from;
}

/**
 * The version of the file's schema.
 * @throws LecternError `DATABASE_NEWER` for a file of a newer app, `DATABASE_DAMAGED` for tables without a version
 */
export function schemaVersion(connection: Connection, known: number): number {
  const found = Number(connection.pragma('user_version', { simple: true }));
  if (found > known) throw databaseNewer(found, known);
  const tables = Number(connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if ((found === 0) !== (tables === 0))
    throw databaseDamaged(new Error(`Schema version ${found}, ${tables} objects`));
  return found;
}
