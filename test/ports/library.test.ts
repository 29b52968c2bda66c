import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLibrary } from '../../main/database/library.ts';
import { openDatabase, type OpenedDatabase } from '../../main/database/open-database.ts';
import { systemClock } from '../../main/lib/clock.ts';
import type { Library } from '../../main/pipeline/library-port.ts';
import { artifactOf, courseOf, exportOf, lectureOf, objectOf, pieceOf } from '../support/library-rows.ts';

let folder: string;
let database: OpenedDatabase;
let library: Library;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'library-'));
  database = openDatabase(path.join(folder, 'lectern.db'), { backupFolder: folder, clock: systemClock });
  library = createLibrary(database.connection, database.transact);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

describe('lectures', () => {
  test('are read back exactly as they were added, with revision 1', () => {
    const lecture = lectureOf('a', { forecastMicroUsd: 12_345, isExample: true, sourcePath: '/x/ä b.mp3' });
    library.addLecture(lecture);
    expect(library.lecture('a')).toEqual({ ...lecture, revision: 1 });
    expect(library.lecture('b')).toBeNull();
  });

  test('come newest first', () => {
    library.addLecture(lectureOf('a', { createdAt: 1 }));
    library.addLecture(lectureOf('b', { createdAt: 3 }));
    library.addLecture(lectureOf('c', { createdAt: 2 }));
    expect(library.lectures().map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });

  test('change only in the fields named, and their revision rises', () => {
    library.addLecture(lectureOf('a'));
    const choice = { ...lectureOf('a').choice, formats: ['md' as const] };
    library.changeLecture('a', {
      title: 'New',
      durationMs: 5,
      costConfirmed: true,
      choice,
      sourcePath: null,
    });
    expect(library.lecture('a')).toEqual({
      ...lectureOf('a'),
      ...{ title: 'New', durationMs: 5, costConfirmed: true, choice, sourcePath: null, revision: 2 },
    });
    library.changeLecture('a', {});
    library.touchLecture('a');
    expect(library.lecture('a')?.revision).toBe(4);
  });

  test('that are gone answer LECTURE_NOT_FOUND to a change', () => {
    expect(() => library.changeLecture('a', { title: 'x' })).toThrow('LECTURE_NOT_FOUND');
    expect(() => library.touchLecture('a')).toThrow('LECTURE_NOT_FOUND');
  });

  test('are found by the hash of their recording and by the beginning of their id', () => {
    library.addLecture(lectureOf('0a1', { sourceSha256: 'f00' }));
    library.addLecture(lectureOf('0a2', { sourceSha256: 'f00', createdAt: 1_900_000_000_000 }));
    library.addLecture(lectureOf('0b', { sourceSha256: 'f01' }));
    expect(library.lecturesWithHash('f00').map(({ id }) => id)).toEqual(['0a2', '0a1']);
    expect(library.lecturesByPrefix('0a', 10).map(({ id }) => id)).toEqual(['0a1', '0a2']);
    expect(library.lecturesByPrefix('0', 2)).toHaveLength(2);
    expect(library.lecturesByPrefix('%', 10)).toEqual([]);
  });

  test('take everything that belongs to them along when they are removed', () => {
    library.addLecture(lectureOf('a'));
    library.addObject(objectOf('k', 'a'));
    library.addExport(exportOf('a', 1, 'k'));
    library.addArtifact(artifactOf('a', 1, 'k'));
    library.putPieces([pieceOf('p', 'a', 0, [0, 100])]);
    library.removeLecture('a');
    expect(library.lecture('a')).toBeNull();
    expect(library.objects()).toEqual([]);
    expect(library.piece('p')).toBeNull();
    expect(database.connection.pragma('foreign_key_check')).toEqual([]);
  });

  test('with a damaged row are refused by name of table and column, without showing what stood there', () => {
    library.addLecture(lectureOf('a'));
    database.connection.prepare('UPDATE lectures SET choice = ?').run('{"presetId": "secret text"');
    expect(() => library.lecture('a')).toThrow(/^DATABASE_ROW_UNREADABLE: .*lectures.*\(choice\)/);
    expect(() => library.lecture('a')).not.toThrow(/secret/);
  });
});

describe('courses', () => {
  test('are read back, ordered by position, found by title in any case', () => {
    library.addCourse(courseOf('c1', 'Physics', { position: 2, glossary: ['Carnot', 'Clausius'] }));
    library.addCourse(courseOf('c2', 'Algebra', { position: 1 }));
    expect(library.courses().map(({ id }) => id)).toEqual(['c2', 'c1']);
    expect(library.courseByTitle('PHYSICS')?.glossary).toEqual(['Carnot', 'Clausius']);
    expect(library.courseByTitle('Chemistry')).toBeNull();
  });

  test('refuse a title that is taken, when added and when changed', () => {
    library.addCourse(courseOf('c1', 'Physics'));
    expect(() => library.addCourse(courseOf('c2', 'physics'))).toThrow('COURSE_EXISTS');
    library.addCourse(courseOf('c2', 'Algebra'));
    expect(() => library.changeCourse('c2', { title: 'Physics' })).toThrow('COURSE_EXISTS');
    expect(() => library.changeCourse('c3', { title: 'X' })).toThrow('COURSE_NOT_FOUND');
    library.changeCourse('c2', { title: 'Linear algebra', glossary: ['basis'] });
    expect(library.course('c2')).toMatchObject({ title: 'Linear algebra', glossary: ['basis'], revision: 2 });
  });

  test('leave their lectures unsorted when they are removed', () => {
    library.addCourse(courseOf('c1', 'Physics'));
    library.addLecture(lectureOf('a', { courseId: 'c1' }));
    library.removeCourse('c1');
    expect(library.lecture('a')?.courseId).toBeNull();
  });
});

describe('what is made from a lecture', () => {
  beforeEach(() => {
    library.addLecture(lectureOf('a'));
    library.addLecture(lectureOf('b'));
    library.addObject(objectOf('k1', 'a'));
  });

  test('raises the revision of its lecture and of no other', () => {
    const before = library.lecture('a')?.revision ?? 0;
    library.putPieces([pieceOf('p', 'a', 0, [0, 100])]);
    library.settlePiece('p', 'call', ['loop']);
    library.addTranscript({
      ...{ lectureId: 'a', version: 1, objectKey: 'k1', language: 'en', coverage: 1, gaps: [], createdAt: 1 },
    });
    library.addArtifact(artifactOf('a', 1, 'k1'));
    library.addExport(exportOf('a', 1, 'k1'));
    library.setExportPath('a', 'md', 1, '/out/a.md');
    expect(library.lecture('a')?.revision).toBe(before + 6);
    expect(library.lecture('b')?.revision).toBe(1);
  });

  test('has objects that can be added again without a change', () => {
    const revision = library.lecture('a')?.revision;
    library.addObject(objectOf('k1', 'a'));
    expect(library.objects('a')).toEqual([objectOf('k1', 'a')]);
    expect(library.lecture('a')?.revision).toBe(revision);
    expect(library.object('k1')).toEqual(objectOf('k1', 'a'));
    expect(library.object('k2')).toBeNull();
    library.addObject({ ...objectOf('k2', 'a'), version: 7 });
    expect(library.newestVersion('a', 'artifact')).toBe(7);
    expect(library.newestVersion('a', 'export')).toBe(0);
  });

  test('cannot point to an object that has no row', () => {
    expect(() => library.addExport(exportOf('a', 1, 'nowhere'))).toThrow('FOREIGN KEY');
  });

  test('keeps every version and answers the newest of each kind, in the order of the contract', () => {
    for (const version of [1, 2]) library.addArtifact(artifactOf('a', version, 'k1', 'outline'));
    library.addArtifact(artifactOf('a', 1, 'k1', 'summary'));
    expect(library.newestArtifacts('a').map(({ type, version }) => [type, version])).toEqual([
      ['summary', 1],
      ['outline', 2],
    ]);
    expect(library.nextArtifactVersion('a', 'outline')).toBe(3);
    expect(library.nextArtifactVersion('a', 'flashcards')).toBe(1);
    for (const version of [1, 2, 3]) library.addExport(exportOf('a', version, 'k1'));
    expect(library.newestExports('a')).toEqual([exportOf('a', 3, 'k1')]);
    expect(library.nextExportVersion('a', 'md')).toBe(4);
    expect(() => library.addExport(exportOf('a', 3, 'k1'))).toThrow('UNIQUE');
  });

  test('has a newest transcript with its gaps', () => {
    const row = { lectureId: 'a', objectKey: 'k1', language: null, coverage: 0.5, createdAt: 1 };
    library.addTranscript({ ...row, version: 1, gaps: [] });
    library.addTranscript({ ...row, version: 2, gaps: [{ startMs: 5, endMs: 9 }] });
    expect(library.newestTranscript('a')).toEqual({ ...row, version: 2, gaps: [{ startMs: 5, endMs: 9 }] });
    expect(library.newestTranscript('b')).toBeNull();
  });

  test('refuses an artifact that does not fit its schema when it is read', () => {
    library.addArtifact({ ...artifactOf('a', 1, 'k1', 'summary'), content: { overview: 'old shape' } });
    expect(() => library.newestArtifacts('a')).toThrow('DATABASE_ROW_UNREADABLE');
  });
});

describe('pieces', () => {
  test('stay in order when one is replaced by smaller ones, and a replaced one is never cut again', () => {
    library.addLecture(lectureOf('a'));
    library.putPieces([pieceOf('p2', 'a', 2, [100, 200]), pieceOf('p1', 'a', 1, [0, 100])]);
    const children = [pieceOf('p1a', 'a', 1, [0, 50]), pieceOf('p1b', 'a', 1.5, [50, 100])];
    library.replacePiece('p1', children);
    expect(library.pieces('a').map(({ id }) => id)).toEqual(['p1a', 'p1b', 'p2']);
    expect(() => library.replacePiece('p1', children)).toThrow('No piece p1');
    expect(() => library.settlePiece('p9', 'call', [])).toThrow('No piece p9');
    library.settlePiece('p2', 'call', ['estimated']);
    expect(library.piece('p2')).toMatchObject({ callKey: 'call', flags: ['estimated'] });
  });
});

describe('a transaction', () => {
  test('leaves nothing behind when it fails', () => {
    const failing = () =>
      library.transaction(() => {
        library.addLecture(lectureOf('a'));
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    expect(library.lectures()).toEqual([]);
  });

  test('is joined by those begun inside it: all of it or nothing', () => {
    const failing = () =>
      library.transaction(() => {
        library.transaction(() => library.addLecture(lectureOf('a')));
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    expect(library.lectures()).toEqual([]);
    expect(library.transaction(() => library.transaction(() => 7))).toBe(7);
    expect(database.connection.inTransaction).toBe(false);
  });

  test('is joined by one that others begun on the connection, and is doomed by a part that failed', () => {
    const outer = () =>
      database.transact(() => {
        library.addLecture(lectureOf('a'));
        try {
          library.addObject(objectOf('k', 'nobody'));
        } catch {
          // The part is caught here; the whole fails all the same.
        }
      });
    expect(outer).toThrow('FOREIGN KEY');
    expect(library.lectures()).toEqual([]);
  });

  test('keeps what it wrote when the database is opened again', () => {
    library.addLecture(lectureOf('a'));
    database.close();
    database = openDatabase(path.join(folder, 'lectern.db'), { backupFolder: folder, clock: systemClock });
    library = createLibrary(database.connection, database.transact);
    expect(library.lecture('a')).toEqual({ ...lectureOf('a'), revision: 1 });
  });

  test('undoes a change in two tables when the second fails', () => {
    library.addLecture(lectureOf('a'));
    library.putPieces([pieceOf('p', 'a', 0, [0, 100])]);
    expect(() => library.replacePiece('p', [pieceOf('p', 'a', 0, [0, 100])])).toThrow('UNIQUE');
    expect(library.pieces('a').map(({ id }) => id)).toEqual(['p']);
  });
});
