import { z } from 'zod';
import { LecternError, remedy } from '../lib/failure.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { CourseRow } from '../pipeline/rows-port.ts';
import { jsonColumn, readRow } from './row-reading.ts';
import type { Connection } from './connection.ts';
import type { Transact } from './transaction.ts';

const courseRowSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    glossary: jsonColumn(z.array(z.string())),
    transcription_language: z.string().nullable(),
    generation_language: z.string().nullable(),
    preset_id: z.string(),
    position: z.number().int(),
    revision: z.number().int(),
    created_at: z.number().int(),
  })
  .transform((row): CourseRow => ({
    id: row.id,
    title: row.title,
    glossary: row.glossary,
    transcriptionLanguage: row.transcription_language,
    generationLanguage: row.generation_language,
    presetId: row.preset_id,
    position: row.position,
    revision: row.revision,
    createdAt: row.created_at,
  }));

type CourseTable = Pick<
  Library,
  'courses' | 'course' | 'courseByTitle' | 'addCourse' | 'changeCourse' | 'removeCourse'
>;

/** The table of courses. Titles are unique whatever their case; a taken one throws `COURSE_EXISTS`. */
export function createCourseTable(connection: Connection, transact: Transact): CourseTable {
  const all = connection.prepare('SELECT * FROM courses ORDER BY position, title COLLATE NOCASE, id');
  const one = connection.prepare('SELECT * FROM courses WHERE id = ?');
  const byTitle = connection.prepare('SELECT * FROM courses WHERE title = ? COLLATE NOCASE');
  const insert = connection.prepare(`
    INSERT INTO courses (id, title, glossary, transcription_language, generation_language, preset_id, position, created_at)
    VALUES (@id, @title, @glossary, @transcriptionLanguage, @generationLanguage, @presetId, @position, @createdAt)`);
  const update = connection.prepare(`
    UPDATE courses SET title = @title, glossary = @glossary, transcription_language = @transcriptionLanguage,
      generation_language = @generationLanguage, preset_id = @presetId, position = @position, revision = revision + 1
    WHERE id = @id`);
  const remove = connection.prepare('DELETE FROM courses WHERE id = ?');
  const course = (id: string) => readCourse(one.get(id));
  return {
    courses: () => all.all().map((row) => readRow(courseRowSchema, row, 'courses')),
    course,
    courseByTitle: (title) => readCourse(byTitle.get(title)),
    addCourse: (row) =>
      transact(() => withUniqueTitle(() => insert.run({ ...row, glossary: JSON.stringify(row.glossary) }))),
    changeCourse: (id, change) =>
      transact(() => {
        const current = course(id);
        if (current === null) throw courseNotFound();
        const next = { ...current, ...change };
        withUniqueTitle(() => update.run({ ...next, glossary: JSON.stringify(next.glossary) }));
      }),
    removeCourse: (id) => transact(() => void remove.run(id)),
  };
}

function readCourse(row: unknown): CourseRow | null {
  return row === undefined ? null : readRow(courseRowSchema, row, 'courses');
}

function withUniqueTitle(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new LecternError({
      code: 'COURSE_EXISTS',
      message: 'There is a course with this title already.',
      remedy: remedy('none', 'Choose another title'),
      class: 'fatal',
      cause: error,
    });
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE';
}

function courseNotFound(): LecternError {
  return new LecternError({
    code: 'COURSE_NOT_FOUND',
    message: 'This course is not in the library any more.',
    remedy: remedy('none', 'Close'),
    class: 'fatal',
  });
}
