import { z } from 'zod';
import type { SettingRows } from '../settings/ports.ts';
import type { Connection } from './connection.ts';
import { readRow } from './row-reading.ts';
import type { Transact } from './transaction.ts';

const rowSchema = z.object({ key: z.string(), value: z.string() });

/** Saved settings in the table `settings`. */
export function createSettingRows(connection: Connection, transact: Transact): SettingRows {
  const all = connection.prepare('SELECT key, value FROM settings');
  const put = connection.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = connection.prepare('DELETE FROM settings WHERE key = ?');
  return {
    all: () =>
      new Map(
        all
          .all()
          .map((row) => readRow(rowSchema, row, 'settings'))
          .map(({ key, value }) => [key, value]),
      ),
    write(rows) {
      transact(() => {
        for (const [key, value] of rows) {
          if (value === null) remove.run(key);
          else put.run(key, value);
        }
      });
    },
  };
}

/** Notes of the application itself in the table `meta`, by name; values are JSON text. */
export interface Notes {
  read(name: string): string | null;
  write(name: string, value: string): void;
}

/** Notes on the table `meta`. */
export function createNotes(connection: Connection, transact: Transact): Notes {
  const one = connection.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const put = connection.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    read: (name) => z.string().nullish().parse(one.get(name)) ?? null,
    write: (name, value) => {
      transact(() => put.run(name, value));
    },
  };
}
