import type { CommandRequest } from '../../../preload/contract/commands.ts';
import type { ExportFormat } from '../../../preload/contract/export.ts';

/** Stands for "as the course or the settings say". */
export const asSet = 'as-set';
/** Stands for "in no course". */
export const noCourse = 'no-course';
/** Stands for "in a course that is made now". */
export const newCourse = 'new-course';

/** The choices of the dialog as they stand in its fields. */
export interface ImportDraft {
  /** A course's id, `noCourse` or `newCourse`. */
  readonly course: string;
  readonly newCourseTitle: string;
  readonly preset: string;
  readonly transcriptionLanguage: string;
  readonly generationLanguage: string;
  /** Null: as the settings say. */
  readonly formats: readonly ExportFormat[] | null;
}

export function firstDraft(courseId: string | null): ImportDraft {
  return {
    course: courseId ?? noCourse,
    newCourseTitle: '',
    preset: asSet,
    transcriptionLanguage: asSet,
    generationLanguage: asSet,
    formats: null,
  };
}

type Choice = CommandRequest<'import-lectures'>['choice'];

/** What the draft means for the core: fields left as set are left out. */
export function choiceOf(draft: ImportDraft): Choice {
  const course = draft.course === newCourse ? draft.newCourseTitle.trim() : draft.course;
  return {
    ...(course === noCourse || course === '' ? {} : { course }),
    ...(draft.preset === asSet ? {} : { presetId: draft.preset }),
    ...(draft.transcriptionLanguage === asSet ? {} : { transcriptionLanguage: draft.transcriptionLanguage }),
    ...(draft.generationLanguage === asSet ? {} : { generationLanguage: draft.generationLanguage }),
    ...(draft.formats === null ? {} : { formats: [...draft.formats] }),
  };
}
