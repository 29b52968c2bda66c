import { z } from 'zod';
import type { Library } from '../pipeline/library-port.ts';
import type { StoredObject } from '../pipeline/rows-port.ts';
import type { LibraryTable } from './library-table.ts';
import { readRow } from './row-reading.ts';

const objectRowSchema = z
  .object({
    key: z.string(),
    lecture_id: z.string(),
    kind: z.enum(['source', 'proxy', 'speech', 'transcript', 'artifact', 'export', 'manifest']),
    version: z.number().int().positive(),
    bytes: z.number().int().nonnegative(),
    sha256: z.string(),
    created_at: z.number().int(),
  })
  .transform((row): StoredObject => ({
    key: row.key,
    lectureId: row.lecture_id,
    kind: row.kind,
    version: row.version,
    bytes: row.bytes,
    sha256: row.sha256,
    createdAt: row.created_at,
  }));

type ObjectTable = Pick<Library, 'addObject' | 'object' | 'objects' | 'newestVersion'>;

/** The table of objects: what the rows say the store holds. A row that is there already is left as it is. */
export function createObjectTable({ connection, transact, touchLecture }: LibraryTable): ObjectTable {
  const one = connection.prepare('SELECT * FROM objects WHERE key = ?');
  const all = connection.prepare('SELECT * FROM objects ORDER BY key');
  const ofLecture = connection.prepare('SELECT * FROM objects WHERE lecture_id = ? ORDER BY key');
  const newest = connection.prepare(
    'SELECT coalesce(max(version), 0) FROM objects WHERE lecture_id = ? AND kind = ?',
  );
  const insert = connection.prepare(`
    INSERT INTO objects (key, lecture_id, kind, version, bytes, sha256, created_at)
    VALUES (@key, @lectureId, @kind, @version, @bytes, @sha256, @createdAt)
    ON CONFLICT (key) DO NOTHING`);
  return {
    addObject: (object) =>
      transact(() => {
        if (insert.run(object).changes > 0) touchLecture(object.lectureId);
      }),
    object(key) {
      const row = one.get(key);
      return row === undefined ? null : readRow(objectRowSchema, row, 'objects');
    },
    objects(lectureId) {
      const rows = lectureId === undefined ? all.all() : ofLecture.all(lectureId);
      return rows.map((row) => readRow(objectRowSchema, row, 'objects'));
    },
    newestVersion: (lectureId, kind) => z.number().int().parse(newest.pluck().get(lectureId, kind)),
  };
}
