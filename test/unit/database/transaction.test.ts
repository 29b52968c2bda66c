import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createTransact } from '../../../main/database/transaction.ts';
import { failureCode } from '../../support/failure-code.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function fixture() {
  const connection = new Database(':memory:');
  connection.exec('CREATE TABLE notes (text TEXT)');
  const add = (text: string) => connection.prepare('INSERT INTO notes VALUES (?)').run(text);
  const notes = () => connection.prepare('SELECT text FROM notes').pluck().all();
  return { connection, transact: createTransact(connection), add, notes };
}

describe('a transaction', () => {
  it('commits what it wrote and answers what the work answered', () => {
    const { transact, add, notes } = fixture();
    expect(transact(() => add('one').changes)).toBe(1);
    expect(notes()).toEqual(['one']);
  });

  it('rolls back when the work throws', () => {
    const { transact, add, notes } = fixture();
    expect(() =>
      transact(() => {
        add('one');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(notes()).toEqual([]);
  });

  it('rolls back the whole when a joined part threw, even if that was caught', () => {
    const { transact, add, notes } = fixture();
    const joined = () =>
      transact(() => {
        add('inner');
        throw new Error('inner failed');
      });
    expect(() =>
      transact(() => {
        add('outer');
        expect(joined).toThrow('inner failed');
      }),
    ).toThrow('inner failed');
    expect(notes()).toEqual([]);
    transact(() => add('later'));
    expect(notes()).toEqual(['later']);
  });

  it('refuses work that waits', () => {
    const { transact, notes } = fixture();
    expect(() => transact(() => Promise.resolve())).toThrow('must not wait');
    expect(notes()).toEqual([]);
  });

  it('tells a full disk', () => {
    const { connection, transact, add } = fixture();
    connection.pragma('max_page_count = 3');
    const work = () => {
      for (let count = 0; count < 100; count += 1) add('x'.repeat(1000));
    };
    expect(failureCode(() => transact(work))).toBe('DISK_FULL');
    expect(connection.inTransaction).toBe(false);
  });

  it('tells that another program holds the file', () => {
    const path = join(temporaryFolder(), 'notes.db');
    const [mine, theirs] = [new Database(path, { timeout: 0 }), new Database(path)];
    onTestFinished(() => {
      mine.close();
      theirs.close();
    });
    theirs.exec('CREATE TABLE notes (text TEXT); BEGIN EXCLUSIVE');
    expect(failureCode(() => createTransact(mine)(() => undefined))).toBe('DATABASE_BUSY');
    theirs.exec('ROLLBACK');
    expect(failureCode(() => createTransact(mine)(() => undefined))).toBeNull();
  });

  it.each(['SQLITE_IOERR_READ', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_WRITE'])(
    'tells a broken disk: %s',
    (code) => {
      const { transact, add, notes } = fixture();
      const work = () => {
        add('one');
        throw new Database.SqliteError('disk I/O error', code);
      };
      expect(failureCode(() => transact(work))).toBe('DATABASE_IO');
      expect(notes()).toEqual([]);
    },
  );
});
