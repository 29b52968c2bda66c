import type { ImportChoice } from '../../preload/contract/commands.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { CourseRow, LectureChoice } from '../pipeline/rows-port.ts';

/**
 * What is fixed for a lecture when it is queued: the person's choice, else the course's, else the settings'.
 * Pure. Throws `PRESET_UNKNOWN`.
 */
export function resolveChoice(
  choice: ImportChoice,
  course: CourseRow | null,
  settings: Settings,
  presetIds: readonly string[],
): LectureChoice {
  const presetId = choice.presetId ?? course?.presetId ?? settings['generation.preset'];
  if (!presetIds.includes(presetId)) throw unknownPreset(presetId, presetIds);
  return {
    presetId,
    ...languages(choice, course, settings),
    transcriptionModel: choice.transcriptionModel ?? null,
    generationModel: choice.generationModel ?? null,
    formats: choice.formats ?? settings['exports.formats'],
  };
}

function languages(
  choice: ImportChoice,
  course: CourseRow | null,
  settings: Settings,
): Pick<LectureChoice, 'transcriptionLanguage' | 'generationLanguage'> {
  const { transcriptionLanguage, generationLanguage } = choice;
  return {
    transcriptionLanguage:
      transcriptionLanguage ?? course?.transcriptionLanguage ?? settings['transcription.language'],
    generationLanguage: generationLanguage ?? course?.generationLanguage ?? settings['generation.language'],
  };
}

/** The course a choice names, by id or title; null when there is none (yet). */
export function namedCourse(library: Library, choice: ImportChoice): CourseRow | null {
  if (choice.course === undefined) return null;
  return library.course(choice.course) ?? library.courseByTitle(choice.course.trim());
}

/** The failure for a preset that does not exist. */
export function unknownPreset(id: string, known: readonly string[]): LecternError {
  return new LecternError({
    code: 'PRESET_UNKNOWN',
    message: `There is no preset called "${id}". Known are: ${known.join(', ')}.`,
    remedy: remedy('none', 'Choose a preset'),
    class: 'fatal',
  });
}
