import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { backupsIn, isSound } from '../../../main/database/backup.ts';
import { assertVersion, assertWriterPragmas } from '../../../main/database/connection.ts';
import { migrations } from '../../../main/database/migrations/migrations.ts';
import {
  openDatabase,
  openDatabaseForReading,
  type OpenedDatabase,
} from '../../../main/database/open-database.ts';
import { failureCode } from '../../support/failure-code.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { requireSystem, systemsWithModes } from '../../support/require-system.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function home() {
  const folder = temporaryFolder();
  const clock = createManualClock();
  const path = join(folder, 'lectern.db');
  const backupFolder = join(folder, 'backups');
  const open = (more: { migrations?: readonly string[] } = {}) =>
    openDatabase(path, { backupFolder, clock, ...more });
  return { folder, clock, path, backupFolder, open };
}

function damagedHome(damage: (path: string) => void) {
  const place = home();
  const opened = place.open();
  put(opened, 'backed up');
  opened.backUpDaily();
  put(opened, 'written after the backup');
  opened.close();
  damage(place.path);
  return place;
}

function put(opened: OpenedDatabase, value: string): void {
  opened.transact(() =>
    opened.connection.prepare("INSERT OR REPLACE INTO settings VALUES ('note', ?)").run(value),
  );
}

function note(opened: OpenedDatabase): unknown {
  return opened.connection.prepare("SELECT value FROM settings WHERE key = 'note'").pluck().get();
}

describe('opening the database', () => {
  it('sets every safety setting and keeps it after the schema was written', () => {
    const { open } = home();
    const opened = open();
    const setting = (name: string) => opened.connection.pragma(name, { simple: true });
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('synchronous')).toBe(2);
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('trusted_schema')).toBe(0);
    expect(setting('cell_size_check')).toBe(1);
    expect(setting('user_version')).toBe(migrations.length);
    opened.close();
  });

  it('sets them again when the file is opened again', () => {
    const { open } = home();
    open().close();
    const opened = open();
    expect(opened.connection.pragma('synchronous', { simple: true })).toBe(2);
    opened.close();
  });

  it('refuses a connection whose setting does not hold', () => {
    const opened = home().open();
    opened.connection.pragma('synchronous = NORMAL');
    expect(failureCode(() => assertWriterPragmas(opened.connection))).toBe('DATABASE_PRAGMA');
    opened.close();
  });

  it('refuses a SQLite with the WAL-reset fault', () => {
    expect(failureCode(() => assertVersion('3.51.2'))).toBe('DATABASE_TOO_OLD');
    expect(failureCode(() => assertVersion('3.50.9'))).toBe('DATABASE_TOO_OLD');
    expect(failureCode(() => assertVersion('3.51.3'))).toBeNull();
    expect(failureCode(() => assertVersion('4.0'))).toBeNull();
  });

  it('creates files that only this user can read', () => {
    requireSystem(systemsWithModes, 'files have no modes here');
    const { open, path } = home();
    const opened = open();
    put(opened, 'something');
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o077).toBe(0);
    opened.close();
  });

  it('says that a folder cannot be written', () => {
    const { folder, clock, backupFolder } = home();
    const path = join(folder, 'not-a-folder', 'lectern.db');
    writeFileSync(join(folder, 'not-a-folder'), '');
    expect(failureCode(() => openDatabase(path, { backupFolder, clock }))).toBe('HOME_NOT_WRITABLE');
  });

  it('refuses a file of a newer app and leaves it as it is', () => {
    const { open, path } = home();
    const opened = open();
    opened.connection.pragma('user_version = 999');
    opened.close();
    const before = readFileSync(path);
    expect(failureCode(open)).toBe('DATABASE_NEWER');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('migrations', () => {
  const second = 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT';

  it('back up before a step and keep the data', () => {
    const { open, backupFolder } = home();
    const old = open();
    put(old, 'kept');
    old.close();
    const opened = open({ migrations: [...migrations, second] });
    expect(note(opened)).toBe('kept');
    expect(opened.connection.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
    opened.close();
    const [backup] = backupsIn(backupFolder);
    expect(backup?.kind).toBe('migration');
    expect(isSound(backup?.path ?? '')).toBe(true);
  });

  it('leave the old schema whole when a step fails', () => {
    const { open } = home();
    const old = open();
    put(old, 'kept');
    old.close();
    expect(() => open({ migrations: [...migrations, `${second}; CREATE NONSENSE`] })).toThrow(/NONSENSE/);
    const opened = open();
    expect(note(opened)).toBe('kept');
    const tables = opened.connection
      .prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'")
      .pluck();
    expect(tables.get()).toBe(0);
    opened.close();
  });
});

describe('reading beside the owner', () => {
  it('sees what the owner committed and cannot write', () => {
    const { open, path } = home();
    const owner = open();
    put(owner, 'seen');
    const reader = openDatabaseForReading(path);
    expect(reader.prepare("SELECT value FROM settings WHERE key = 'note'").pluck().get()).toBe('seen');
    expect(() => reader.exec('DELETE FROM settings')).toThrow(/readonly/i);
    reader.close();
    owner.close();
  });

  it('is refused until the owner has brought the file up to date', () => {
    const { open, path } = home();
    open().close();
    expect(failureCode(() => openDatabaseForReading(path, [...migrations, 'SELECT 1']))).toBe(
      'DATABASE_NOT_READY',
    );
    expect(failureCode(() => openDatabaseForReading(path, []))).toBe('DATABASE_NEWER');
  });
});

describe('backups', () => {
  it('are made once a day and the newest three are kept', async () => {
    const { open, clock, backupFolder } = home();
    const opened = open();
    const made = [];
    for (let hour = 0; hour < 24 * 6; hour += 1) {
      if (opened.backUpDaily()) made.push(hour);
      await clock.advance(3_600_000);
    }
    expect(made).toEqual([0, 24, 48, 72, 96, 120]);
    expect(backupsIn(backupFolder)).toHaveLength(3);
    expect(readdirSync(backupFolder)).toHaveLength(3);
    opened.close();
  });

  it('are made again when the clock was ahead', () => {
    const { open, clock } = home();
    const opened = open();
    opened.backUpDaily();
    clock.jumpTo(clock.now() - 40 * 86_400_000);
    expect(opened.backUpDaily()).not.toBeNull();
    opened.close();
  });
});

describe('a damaged database', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['is not a database any more', (path) => writeFileSync(path, 'hello '.repeat(3000))],
    ['is cut short', (path) => truncateSync(path, 5000)],
    ['is empty', (path) => truncateSync(path, 0)],
    ['has a damaged first page', (path) => scribble(path, 100, 400)],
  ];

  it.each(damages)('that %s is set aside and restored', (_name, damage) => {
    const place = damagedHome(damage);
    const bytes = readFileSync(place.path);
    const opened = place.open();
    expect(note(opened)).toBe('backed up');
    expect(opened.recovery).toMatchObject({ reason: 'damaged', restoredTo: place.clock.now() });
    const kept = readFileSync(join(opened.recovery?.movedTo ?? '', 'lectern.db'));
    expect(kept.equals(bytes)).toBe(true);
    opened.close();
  });

  it('is found by the check after an unclean stop', () => {
    const place = home();
    const opened = place.open();
    for (let row = 0; row < 2000; row += 1) {
      opened.connection.prepare('INSERT INTO settings VALUES (?, ?)').run(`key ${row}`, 'x'.repeat(200));
    }
    put(opened, 'backed up');
    opened.backUpDaily();
    opened.connection.pragma('wal_checkpoint(TRUNCATE)');
    // What a kill leaves behind: the files as they are, without the mark of a clean stop.
    const copy = join(place.folder, 'copy.db');
    copyFileSync(place.path, copy);
    opened.close();
    scribble(copy, 40 * 4096, 4096);
    const again = openDatabase(copy, { backupFolder: place.backupFolder, clock: place.clock });
    expect(again.recovery).toMatchObject({ reason: 'damaged' });
    expect(note(again)).toBe('backed up');
    again.close();
  });

  it('that is missing comes back from the backup', () => {
    const place = damagedHome(() => {});
    mkdirSync(join(place.folder, 'elsewhere'));
    const elsewhere = join(place.folder, 'elsewhere', 'lectern.db');
    const opened = openDatabase(elsewhere, { backupFolder: place.backupFolder, clock: place.clock });
    expect(opened.recovery).toMatchObject({ reason: 'missing', movedTo: null });
    expect(note(opened)).toBe('backed up');
    opened.close();
  });

  it('without a good backup starts empty and says so', () => {
    const place = damagedHome((path) =>
      writeFileSync(path, 'not a database, but long enough to look like one'),
    );
    for (const backup of backupsIn(place.backupFolder)) scribble(backup.path, 0, 4096);
    const opened = place.open();
    expect(opened.recovery).toMatchObject({ reason: 'damaged', restoredTo: null });
    expect(note(opened)).toBeUndefined();
    opened.close();
  });

  it('keeps the report until it is acknowledged', () => {
    const place = damagedHome((path) => truncateSync(path, 5000));
    const first = place.open();
    const report = first.recovery;
    first.close();
    const second = place.open();
    expect(second.recovery).toEqual(report);
    second.acknowledgeRecovery();
    second.close();
    const third = place.open();
    expect(third.recovery).toBeNull();
    third.close();
  });

  it('keeps its log, which SQLite would delete', () => {
    const place = damagedHome((path) => {
      writeFileSync(`${path}-wal`, 'log');
      writeFileSync(path, 'x'.repeat(9000));
    });
    const opened = place.open();
    const folder = opened.recovery?.movedTo ?? '';
    expect(readFileSync(join(folder, 'lectern.db-wal.copy'), 'utf8')).toBe('log');
    expect(readdirSync(place.folder).filter((name) => name.endsWith('.copy'))).toEqual([]);
    opened.close();
  });
});

function scribble(path: string, offset: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, offset, offset + length);
  writeFileSync(path, bytes);
}
