import type { Library } from '../pipeline/library-port.ts';
import type { Connection } from './connection.ts';
import { createArtifactTable } from './library-artifacts.ts';
import { createCourseTable } from './library-courses.ts';
import { createExportTable } from './library-exports.ts';
import { createLectureTable } from './library-lectures.ts';
import { createObjectTable } from './library-objects.ts';
import { createPieceTable } from './library-pieces.ts';
import { createTranscriptTable } from './library-transcripts.ts';
import type { Transact } from './transaction.ts';

/**
 * The library in SQLite. It shares connection and `transact` with the queue, so that a transaction begun by either holds the
 * rows of both. On a connection opened for reading the reads work and every change throws.
 */
export function createLibrary(connection: Connection, transact: Transact): Library {
  const lectures = createLectureTable(connection, transact);
  const table = { connection, transact, touchLecture: lectures.touchLecture };
  return {
    transaction: transact,
    ...lectures,
    ...createCourseTable(connection, transact),
    ...createObjectTable(table),
    ...createPieceTable(table),
    ...createTranscriptTable(table),
    ...createArtifactTable(table),
    ...createExportTable(table),
  };
}
