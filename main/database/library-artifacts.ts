import { z } from 'zod';
import { artifactContentSchemas, artifactTypeSchema } from '../../preload/contract/artifact.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ArtifactRow } from '../pipeline/rows-port.ts';
import type { LibraryTable } from './library-table.ts';
import { jsonColumn, readRow } from './row-reading.ts';

const provenanceSchema = z.object({
  model: z.string(),
  host: z.string(),
  promptVersion: z.string(),
  presetId: z.string(),
  language: z.string().nullable(),
  transcriptVersion: z.number().int().positive(),
  usedFallback: z.boolean(),
  sections: z.array(z.object({ startMs: z.number().int(), endMs: z.number().int(), covered: z.boolean() })),
  costMicroUsd: z.number().int().nullable(),
});

const artifactRowSchema = z
  .object({
    lecture_id: z.string(),
    type: artifactTypeSchema,
    version: z.number().int().positive(),
    object_key: z.string(),
    content: jsonColumn(z.unknown()),
    provenance: jsonColumn(provenanceSchema),
    created_at: z.number().int(),
  })
  .transform((row): ArtifactRow => ({
    lectureId: row.lecture_id,
    type: row.type,
    version: row.version,
    objectKey: row.object_key,
    content: readRow(artifactContentSchemas[row.type], row.content, 'artifacts'),
    provenance: row.provenance,
    createdAt: row.created_at,
  }));

type ArtifactTable = Pick<Library, 'addArtifact' | 'newestArtifacts' | 'nextArtifactVersion'>;

/** The table of artifacts, every version of every type. */
export function createArtifactTable({ connection, transact, touchLecture }: LibraryTable): ArtifactTable {
  const insert = connection.prepare(`
    INSERT INTO artifacts (lecture_id, type, version, object_key, content, provenance, created_at)
    VALUES (@lectureId, @type, @version, @objectKey, @content, @provenance, @createdAt)`);
  const newest = connection.prepare(`
    SELECT * FROM artifacts AS a WHERE lecture_id = ? AND version =
      (SELECT max(version) FROM artifacts AS b WHERE b.lecture_id = a.lecture_id AND b.type = a.type)`);
  const next = connection
    .prepare('SELECT coalesce(max(version), 0) + 1 FROM artifacts WHERE lecture_id = ? AND type = ?')
    .pluck();
  return {
    addArtifact: (row) =>
      transact(() => {
        const { content, provenance } = row;
        insert.run({ ...row, content: JSON.stringify(content), provenance: JSON.stringify(provenance) });
        touchLecture(row.lectureId);
      }),
    newestArtifacts: (lectureId) =>
      newest
        .all(lectureId)
        .map((row) => readRow(artifactRowSchema, row, 'artifacts'))
        .toSorted((a, b) => orderOf(a) - orderOf(b)),
    nextArtifactVersion: (lectureId, type) => z.number().int().parse(next.get(lectureId, type)),
  };
}

/** Place among the types, in the order the contract names them. */
function orderOf(row: ArtifactRow): number {
  return artifactTypeSchema.options.indexOf(row.type);
}
