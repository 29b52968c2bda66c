import type { Database } from 'better-sqlite3';
import type { Library } from '../pipeline/ports.ts';
import { createArtifactTable } from './library-artifacts.ts';
import { createCourseTable } from './library-courses.ts';
import { createExportTable } from './library-exports.ts';
import { createLectureTable } from './library-lectures.ts';
import { createObjectTable } from './library-objects.ts';
import { createPieceTable } from './library-pieces.ts';
import { createTranscriptTable } from './library-transcripts.ts';

/**
 * The library in SQLite, on the schema of migrations/001-foundation.sql. The connection is shared with the queue, so a
 * transaction begun by either holds the rows of both.
 */
export function createLibrary(database: Database): Library {
  const transaction = <Result>(work: () => Result): Result =>
    database.inTransaction ? work() : database.transaction(work).immediate();
  const lectures = createLectureTable(database);
  const touchLecture = (id: string) => lectures.touchLecture(id);
  return {
    transaction,
    ...lectures,
    ...createCourseTable(database),
    ...createObjectTable(database, transaction, touchLecture),
    ...createPieceTable(database, transaction, touchLecture),
    ...createTranscriptTable(database, transaction, touchLecture),
    ...createArtifactTable(database, transaction, touchLecture),
    ...createExportTable(database, transaction, touchLecture),
  };
}
