import { z } from 'zod';
import type { Library } from '../pipeline/library-port.ts';
import type { TranscriptRow } from '../pipeline/rows-port.ts';
import type { LibraryTable } from './library-table.ts';
import { jsonColumn, readRow } from './row-reading.ts';

const transcriptRowSchema = z
  .object({
    lecture_id: z.string(),
    version: z.number().int().positive(),
    object_key: z.string(),
    language: z.string().nullable(),
    coverage: z.number().min(0).max(1),
    gaps: jsonColumn(z.array(z.object({ startMs: z.number().int(), endMs: z.number().int() }))),
    created_at: z.number().int(),
  })
  .transform((row): TranscriptRow => ({
    lectureId: row.lecture_id,
    version: row.version,
    objectKey: row.object_key,
    language: row.language,
    coverage: row.coverage,
    gaps: row.gaps,
    createdAt: row.created_at,
  }));

type TranscriptTable = Pick<Library, 'addTranscript' | 'newestTranscript'>;

/** The table of transcript versions; the sentences are in the objects. */
export function createTranscriptTable({ connection, transact, touchLecture }: LibraryTable): TranscriptTable {
  const insert = connection.prepare(`
    INSERT INTO transcripts (lecture_id, version, object_key, language, coverage, gaps, created_at)
    VALUES (@lectureId, @version, @objectKey, @language, @coverage, @gaps, @createdAt)`);
  const newest = connection.prepare(
    'SELECT * FROM transcripts WHERE lecture_id = ? ORDER BY version DESC LIMIT 1',
  );
  return {
    addTranscript: (row) =>
      transact(() => {
        insert.run({ ...row, gaps: JSON.stringify(row.gaps) });
        touchLecture(row.lectureId);
      }),
    newestTranscript(lectureId) {
      const row = newest.get(lectureId);
      return row === undefined ? null : readRow(transcriptRowSchema, row, 'transcripts');
    },
  };
}
