import { Buffer } from 'node:buffer';
import type { LibraryView } from '../../preload/contract/events.ts';
import {
  courseView,
  createCourse,
  knownCourse,
  removeCourse,
  updateCourse,
} from '../lectures/course-commands.ts';
import { findLecture } from '../lectures/find-lecture.ts';
import { instant } from '../lectures/job-view.ts';
import { lectureDetail, lectureDocument, lectureSummary } from '../lectures/lecture-document.ts';
import { lectureView } from '../lectures/lecture-view.ts';
import { removeLecture } from '../lectures/remove-lecture.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { PEAKS_PER_SECOND } from '../pipeline/ingest/speech-file.ts';
import { newest } from '../pipeline/ingest/speech-cache.ts';
import type { Parts } from './parts.ts';
import { requirePreset } from './require-preset.ts';

type LibraryCommand =
  | 'get-library'
  | 'get-lecture'
  | 'get-lecture-detail'
  | 'list-lectures'
  | 'list-presets'
  | 'get-waveform'
  | 'get-sent-log'
  | 'create-course'
  | 'update-course'
  | 'remove-course'
  | 'update-lecture'
  | 'remove-lecture'
  | 'locate-media';

/** Commands that read and arrange the library. */
export function libraryHandlers(parts: Parts): Pick<CommandHandlers, LibraryCommand> {
  const { library, documents, announcer } = parts;
  return {
    'get-library': () => ({
      library: libraryView(parts),
      lectures: library.lectures().map((lecture) => lectureView(documents, lecture)),
    }),
    'get-lecture': ({ lectureId }) => lectureDocument(documents, findLecture(library, lectureId)),
    'get-lecture-detail': ({ lectureId }) => lectureDetail(documents, findLecture(library, lectureId)),
    'list-lectures': () => ({
      lectures: library.lectures().map((lecture) => lectureSummary(documents, lecture)),
    }),
    'list-presets': () => ({ presets: [...parts.presets] }),
    'get-waveform': ({ lectureId }, signal) => waveform(parts, lectureId, signal),
    'get-sent-log': ({ limit }) => ({ entries: sentEntries(parts, limit) }),
    'create-course': ({ title }) => {
      const defaultPreset = () => parts.settings.current()['generation.preset'];
      const course = createCourse({ ...parts, defaultPreset }, title);
      announcer.library();
      return courseView(course);
    },
    'update-course': (input) => {
      if (input.presetId !== undefined) requirePreset(parts, input.presetId);
      const course = updateCourse(library, input);
      announcer.library();
      return courseView(course);
    },
    'remove-course': ({ courseId }) => {
      const members = library.lectures().filter((lecture) => lecture.courseId === courseId);
      removeCourse(library, courseId);
      for (const lecture of members) announcer.lecture(lecture.id);
      announcer.library();
      return {};
    },
    'update-lecture': (input) => updateLecture(parts, input),
    'remove-lecture': async ({ lectureId }, signal) => {
      await removeLecture(parts, findLecture(library, lectureId), signal);
      return {};
    },
    'locate-media': ({ lectureId }, signal) => locateMedia(parts, lectureId, signal),
  };
}

/** The sidebar and the foot of the library. */
export function libraryView(parts: Parts): LibraryView {
  const ceiling = parts.settings.current()['cost.monthlyCeiling'];
  return {
    revision: parts.nextRevision(),
    courses: parts.library.courses().map(courseView),
    month: { spent: parts.ledger.spentSince(startOfMonth(parts.clock.now())) / 1_000_000, ceiling },
    pausedStages: [...parts.queue.pausedStages()],
  };
}

/** First instant of the calendar month, in the time zone of this machine. */
function startOfMonth(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), 1).getTime();
}

async function waveform(
  parts: Parts,
  lectureId: string,
  signal: AbortSignal,
): Promise<{ peaks: string; perSecond: number }> {
  const file = await parts.speech.file(findLecture(parts.library, lectureId).id, signal);
  return { peaks: Buffer.from(file?.peaks ?? []).toString('base64'), perSecond: PEAKS_PER_SECOND };
}

function sentEntries(parts: Parts, limit: number) {
  return parts.ledger.sent(limit).map((call) => ({
    at: instant(call.startedAt),
    host: call.host,
    endpoint: call.endpoint,
    model: call.model,
    lectureId: call.lectureId === '' ? null : call.lectureId,
    kind: call.endpoint === 'audio/transcriptions' ? ('audio' as const) : ('text' as const),
    bytes: call.bytes,
    status: call.state,
  }));
}

function updateLecture(parts: Parts, input: Parameters<CommandHandlers['update-lecture']>[0]) {
  const { library, documents, announcer } = parts;
  const lecture = findLecture(library, input.lectureId);
  if (input.presetId !== undefined) requirePreset(parts, input.presetId);
  if (typeof input.courseId === 'string') knownCourse(library, input.courseId);
  library.changeLecture(lecture.id, {
    ...(input.title === undefined ? {} : { title: input.title.trim() || lecture.title }),
    ...(input.courseId === undefined ? {} : { courseId: input.courseId }),
    ...(input.presetId === undefined ? {} : { choice: { ...lecture.choice, presetId: input.presetId } }),
  });
  announcer.lecture(lecture.id);
  return lectureView(documents, findLecture(library, lecture.id));
}

async function locateMedia(
  parts: Parts,
  lectureId: string,
  signal: AbortSignal,
): Promise<{ path: string; mimeType: string; bytes: number }> {
  const object = newest(parts.library, lectureId, 'proxy');
  if (object === null) throw noRecording();
  const path = await parts.objects.localPath(object.key, signal);
  return { path, mimeType: 'audio/mpeg', bytes: object.bytes };
}

function noRecording(): LecternError {
  return new LecternError({
    code: 'NO_RECORDING',
    message: 'There is no recording to play for this lecture.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}
