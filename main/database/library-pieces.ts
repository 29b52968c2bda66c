import { z } from 'zod';
import { segmentFlagSchema } from '../../preload/contract/transcript.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Piece } from '../pipeline/rows-port.ts';
import type { LibraryTable } from './library-table.ts';
import { jsonColumn, readRow } from './row-reading.ts';

const pieceRowSchema = z
  .object({
    id: z.string(),
    lecture_id: z.string(),
    position: z.number(),
    start_sample: z.number().int().nonnegative(),
    end_sample: z.number().int().nonnegative(),
    speech_ms: z.number().int().nonnegative(),
    call_key: z.string().nullable(),
    flags: jsonColumn(z.array(segmentFlagSchema)),
  })
  .transform((row): Piece => ({
    id: row.id,
    lectureId: row.lecture_id,
    position: row.position,
    startSample: row.start_sample,
    endSample: row.end_sample,
    speechMs: row.speech_ms,
    callKey: row.call_key,
    flags: row.flags,
  }));

type PieceTable = Pick<Library, 'putPieces' | 'pieces' | 'piece' | 'settlePiece' | 'replacePiece'>;

/** The plan of what is sent. Naming a piece that is not there, or replacing one twice, is a bug and throws. */
export function createPieceTable({ connection, transact, touchLecture }: LibraryTable): PieceTable {
  const insert = connection.prepare(`
    INSERT INTO pieces (id, lecture_id, position, start_sample, end_sample, speech_ms, call_key, flags)
    VALUES (@id, @lectureId, @position, @startSample, @endSample, @speechMs, @callKey, @flags)`);
  const standing = connection.prepare(
    'SELECT * FROM pieces WHERE lecture_id = ? AND replaced = 0 ORDER BY position, start_sample',
  );
  const one = connection.prepare('SELECT * FROM pieces WHERE id = ?');
  const settle = connection.prepare('UPDATE pieces SET call_key = ?, flags = ? WHERE id = ?');
  const replace = connection.prepare('UPDATE pieces SET replaced = 1 WHERE id = ? AND replaced = 0');

  function piece(id: string): Piece | null {
    const row = one.get(id);
    return row === undefined ? null : readRow(pieceRowSchema, row, 'pieces');
  }
  function putPieces(pieces: readonly Piece[]): void {
    transact(() => {
      for (const added of pieces) insert.run({ ...added, flags: JSON.stringify(added.flags) });
      for (const lectureId of new Set(pieces.map((added) => added.lectureId))) touchLecture(lectureId);
    });
  }
  function change(id: string, run: () => number): void {
    transact(() => {
      const current = piece(id);
      if (current === null || run() === 0) throw new Error(`No piece ${id} that could be changed`);
      touchLecture(current.lectureId);
    });
  }
  return {
    putPieces,
    pieces: (lectureId) => standing.all(lectureId).map((row) => readRow(pieceRowSchema, row, 'pieces')),
    piece,
    settlePiece: (id, callKey, flags) =>
      change(id, () => settle.run(callKey, JSON.stringify(flags), id).changes),
    replacePiece: (id, children) =>
      change(id, () => {
        const { changes } = replace.run(id);
        if (changes > 0) putPieces(children);
        return changes;
      }),
  };
}
