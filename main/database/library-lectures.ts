import { z } from 'zod';
import { exportFormatSchema } from '../../preload/contract/export.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { LectureChange, Library } from '../pipeline/library-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import type { Connection } from './connection.ts';
import { booleanColumn, jsonColumn, readRow } from './row-reading.ts';
import type { Transact } from './transaction.ts';

const choiceSchema = z.object({
  presetId: z.string(),
  transcriptionLanguage: z.string().nullable(),
  generationLanguage: z.string().nullable(),
  transcriptionModel: z.string().nullable(),
  generationModel: z.string().nullable(),
  formats: z.array(exportFormatSchema),
});

const lectureRowSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    course_id: z.string().nullable(),
    choice: jsonColumn(choiceSchema),
    source_kind: z.enum(['audio', 'video', 'transcript']).nullable(),
    source_path: z.string().nullable(),
    source_name: z.string(),
    source_bytes: z.number().int().nullable(),
    source_sha256: z.string().nullable(),
    duration_ms: z.number().int().nullable(),
    speech_ms: z.number().int().nullable(),
    is_example: booleanColumn,
    generation: z.number().int().positive(),
    forecast_micro_usd: z.number().int().nullable(),
    cost_confirmed: booleanColumn,
    revision: z.number().int(),
    created_at: z.number().int(),
  })
  .transform((row): Lecture => ({
    id: row.id,
    title: row.title,
    courseId: row.course_id,
    choice: row.choice,
    sourceKind: row.source_kind,
    sourcePath: row.source_path,
    sourceName: row.source_name,
    sourceBytes: row.source_bytes,
    sourceSha256: row.source_sha256,
    durationMs: row.duration_ms,
    speechMs: row.speech_ms,
    isExample: row.is_example,
    generation: row.generation,
    forecastMicroUsd: row.forecast_micro_usd,
    costConfirmed: row.cost_confirmed,
    revision: row.revision,
    createdAt: row.created_at,
  }));

/** Column of every field that may change. */
const columns = {
  title: 'title',
  courseId: 'course_id',
  choice: 'choice',
  sourceKind: 'source_kind',
  sourcePath: 'source_path',
  sourceName: 'source_name',
  sourceBytes: 'source_bytes',
  sourceSha256: 'source_sha256',
  durationMs: 'duration_ms',
  speechMs: 'speech_ms',
  isExample: 'is_example',
  generation: 'generation',
  forecastMicroUsd: 'forecast_micro_usd',
  costConfirmed: 'cost_confirmed',
} as const satisfies Record<keyof LectureChange, string>;

type LectureTable = Pick<
  Library,
  | 'addLecture'
  | 'lecture'
  | 'lectures'
  | 'lecturesWithHash'
  | 'lecturesByPrefix'
  | 'changeLecture'
  | 'touchLecture'
  | 'removeLecture'
>;

/** The table of lectures. Changing one that is not there throws `LECTURE_NOT_FOUND`. */
export function createLectureTable(connection: Connection, transact: Transact): LectureTable {
  const one = connection.prepare('SELECT * FROM lectures WHERE id = ?');
  const all = connection.prepare('SELECT * FROM lectures ORDER BY created_at DESC, id DESC');
  const withHash = connection.prepare(
    'SELECT * FROM lectures WHERE source_sha256 = ? ORDER BY created_at DESC, id DESC',
  );
  const withPrefix = connection.prepare(
    'SELECT * FROM lectures WHERE id >= @from AND id < @to ORDER BY id LIMIT @limit',
  );
  const touch = connection.prepare('UPDATE lectures SET revision = revision + 1 WHERE id = ?');
  const remove = connection.prepare('DELETE FROM lectures WHERE id = ?');
  return {
    addLecture: (lecture) => transact(() => insertLecture(connection, lecture)),
    lecture(id) {
      const row = one.get(id);
      return row === undefined ? null : readLecture(row);
    },
    lectures: () => all.all().map(readLecture),
    lecturesWithHash: (sha256) => withHash.all(sha256).map(readLecture),
    lecturesByPrefix: (prefix, limit) =>
      withPrefix.all({ from: prefix, to: `${prefix}\u{10ffff}`, limit }).map(readLecture),
    changeLecture: (id, change) => transact(() => updateLecture(connection, id, change)),
    touchLecture: (id) =>
      transact(() => {
        if (touch.run(id).changes === 0) throw lectureNotFound();
      }),
    removeLecture: (id) => transact(() => void remove.run(id)),
  };
}

function readLecture(row: unknown): Lecture {
  return readRow(lectureRowSchema, row, 'lectures');
}

function insertLecture(connection: Connection, lecture: Omit<Lecture, 'revision'>): void {
  const { id, createdAt, ...rest } = lecture;
  const assignments = assign(rest);
  const names = ['id', 'created_at', ...assignments.names];
  connection
    .prepare(`INSERT INTO lectures (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .run(id, createdAt, ...assignments.values);
}

function updateLecture(connection: Connection, id: string, change: LectureChange): void {
  const { names, values } = assign(change);
  const set = [...names.map((name) => `${name} = ?`), 'revision = revision + 1'].join(', ');
  const result = connection.prepare(`UPDATE lectures SET ${set} WHERE id = ?`).run(...values, id);
  if (result.changes === 0) throw lectureNotFound();
}

function assign(change: LectureChange): { names: string[]; values: (string | number | null)[] } {
  const names: string[] = [];
  const values: (string | number | null)[] = [];
  for (const [field, column] of Object.entries(columns)) {
    const value = change[field as keyof LectureChange];
    if (value === undefined) continue;
    names.push(column);
    values.push(toColumn(value));
  }
  return { names, values };
}

function toColumn(value: Exclude<LectureChange[keyof LectureChange], undefined>): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value;
}

function lectureNotFound(): LecternError {
  return new LecternError({
    code: 'LECTURE_NOT_FOUND',
    message: 'This lecture is not in the library any more.',
    remedy: remedy('none', 'Close'),
    class: 'fatal',
  });
}
