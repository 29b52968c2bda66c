import type { CommandInput } from '../../preload/contract/commands.ts';
import type { Course } from '../../preload/contract/course.ts';
import type { Clock } from '../lib/clock.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { newIdentifier } from '../lib/identifier.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { CourseRow } from '../pipeline/rows-port.ts';

/** What the course commands need. */
export interface CourseDependencies {
  readonly library: Library;
  readonly clock: Clock;
  /** Preset of a new course. */
  defaultPreset(): string;
}

/**
 * Makes a course, or answers the one that has this title already: two courses of one name only confuse.
 * Throws `COURSE_TITLE_EMPTY`.
 */
export function createCourse(dependencies: CourseDependencies, title: string): CourseRow {
  const { library, clock } = dependencies;
  const wanted = wantedTitle(title);
  const existing = library.courseByTitle(wanted);
  if (existing !== null) return existing;
  const id = newIdentifier(clock.now());
  library.addCourse({
    id,
    title: wanted,
    glossary: [],
    transcriptionLanguage: null,
    generationLanguage: null,
    presetId: dependencies.defaultPreset(),
    position: library.courses().length,
    createdAt: clock.now(),
  });
  return knownCourse(library, id);
}

/** Changes a course. Throws `COURSE_UNKNOWN`, `COURSE_TITLE_EMPTY`, or `COURSE_TITLE_TAKEN` when another course has the title. */
export function updateCourse(library: Library, input: CommandInput<'update-course'>): CourseRow {
  knownCourse(library, input.id);
  const title = input.title === undefined ? undefined : wantedTitle(input.title);
  const namesake = title === undefined ? null : library.courseByTitle(title);
  if (namesake !== null && namesake.id !== input.id) throw titleTaken(namesake.title);
  const { id, ...given } = { ...input, title };
  const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  library.changeCourse(id, change);
  return knownCourse(library, id);
}

/** Removes a course; its lectures become unsorted. Throws `COURSE_UNKNOWN`. */
export function removeCourse(library: Library, id: string): void {
  knownCourse(library, id);
  library.removeCourse(id);
}

/** A course as the doors show it. */
export function courseView(row: CourseRow): Course {
  return {
    id: row.id,
    revision: row.revision,
    title: row.title,
    glossary: [...row.glossary],
    transcriptionLanguage: row.transcriptionLanguage,
    generationLanguage: row.generationLanguage,
    presetId: row.presetId,
  };
}

/** The course with this id. Throws `COURSE_UNKNOWN`. */
export function knownCourse(library: Library, id: string): CourseRow {
  const row = library.course(id);
  if (row !== null) return row;
  throw new LecternError({
    code: 'COURSE_UNKNOWN',
    message: 'This course is not there any more.',
    remedy: remedy('none', 'Look at the library'),
    class: 'fatal',
  });
}

function wantedTitle(title: string): string {
  const wanted = title.trim();
  if (wanted !== '') return wanted;
  throw new LecternError({
    code: 'COURSE_TITLE_EMPTY',
    message: 'A course needs a name.',
    remedy: remedy('none', 'Type a name'),
    class: 'fatal',
  });
}

function titleTaken(title: string): LecternError {
  return new LecternError({
    code: 'COURSE_TITLE_TAKEN',
    message: `There is a course called "${title}" already. Choose another name.`,
    remedy: remedy('none', 'Choose another name'),
    class: 'fatal',
  });
}
