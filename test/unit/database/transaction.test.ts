import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { createTransact } from '../../../main/database/transaction.ts';
import { failureCode } from '../../support/failure-code.ts';

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
});
