import { z } from 'zod';
import { exportFormatSchema } from '../../preload/contract/export.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ExportRow } from '../pipeline/rows-port.ts';
import type { LibraryTable } from './library-table.ts';
import { readRow } from './row-reading.ts';

const exportRowSchema = z
  .object({
    lecture_id: z.string(),
    format: exportFormatSchema,
    version: z.number().int().positive(),
    object_key: z.string(),
    path: z.string().nullable(),
    created_at: z.number().int(),
  })
  .transform((row): ExportRow => ({
    lectureId: row.lecture_id,
    format: row.format,
    version: row.version,
    objectKey: row.object_key,
    path: row.path,
    createdAt: row.created_at,
  }));

type ExportTable = Pick<Library, 'addExport' | 'newestExports' | 'nextExportVersion' | 'setExportPath'>;

/** The table of exports, every version of every format. */
export function createExportTable({ connection, transact, touchLecture }: LibraryTable): ExportTable {
  const insert = connection.prepare(`
    INSERT INTO exports (lecture_id, format, version, object_key, path, created_at)
    VALUES (@lectureId, @format, @version, @objectKey, @path, @createdAt)`);
  const newest = connection.prepare(`
    SELECT * FROM exports AS a WHERE lecture_id = ? AND version =
      (SELECT max(version) FROM exports AS b WHERE b.lecture_id = a.lecture_id AND b.format = a.format)`);
  const next = connection
    .prepare('SELECT coalesce(max(version), 0) + 1 FROM exports WHERE lecture_id = ? AND format = ?')
    .pluck();
  const setPath = connection.prepare(
    'UPDATE exports SET path = ? WHERE lecture_id = ? AND format = ? AND version = ?',
  );
  return {
    addExport: (row) =>
      transact(() => {
        insert.run(row);
        touchLecture(row.lectureId);
      }),
    newestExports: (lectureId) =>
      newest
        .all(lectureId)
        .map((row) => readRow(exportRowSchema, row, 'exports'))
        .toSorted((a, b) => orderOf(a) - orderOf(b)),
    nextExportVersion: (lectureId, format) => z.number().int().parse(next.get(lectureId, format)),
    setExportPath: (lectureId, format, version, path) =>
      transact(() => {
        if (setPath.run(path, lectureId, format, version).changes === 0) {
          throw new Error(`No export ${format} ${version} of this lecture`);
        }
        touchLecture(lectureId);
      }),
  };
}

/** Place among the formats, in the order the contract names them. */
function orderOf(row: ExportRow): number {
  return exportFormatSchema.options.indexOf(row.format);
}
