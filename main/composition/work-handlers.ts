import { awaitSettled } from '../lectures/await-settled.ts';
import { exportLecture } from '../lectures/export-lecture.ts';
import { deliverExports } from '../lectures/deliver-exports.ts';
import { findJob, findLecture } from '../lectures/find-lecture.ts';
import { lectureDocument } from '../lectures/lecture-document.ts';
import { lectureView } from '../lectures/lecture-view.ts';
import { redoGaps, replayStage } from '../lectures/replay-stage.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import { isOpen } from '../queue/job.ts';
import { shownJobs } from './job-handlers.ts';
import type { Parts } from './parts.ts';

type WorkCommand =
  'await-settled' | 'replay-stage' | 'redo-gaps' | 'confirm-cost' | 'export-lecture' | 'deliver-exports';

/** Commands that work on lectures, and wait for it. */
export function workHandlers(parts: Parts): Pick<CommandHandlers, WorkCommand> {
  const { library, store, queue } = parts;
  return {
    'await-settled': (input, signal) => settle(parts, input, signal),
    'replay-stage': ({ lectureId, stage, confirmed }) => {
      const forecast = (lecture: Lecture) =>
        parts.pricing.forecastReplay(lecture, stage, wordsHeard(lecture));
      const lecture = findLecture(library, lectureId);
      const replay = replayStage({ library, store, forecast }, lecture, stage, confirmed);
      wake(parts, lecture.id);
      return {
        jobs: replay.job === null ? [] : shownJobs(parts, [replay.job]).jobs,
        forecast: replay.forecastMicroUsd === null ? null : replay.forecastMicroUsd / 1_000_000,
        started: replay.job !== null,
      };
    },
    'redo-gaps': ({ lectureId }) => {
      const lecture = findLecture(library, lectureId);
      const job = redoGaps({ library, store }, lecture);
      wake(parts, lecture.id);
      return shownJobs(parts, [job]);
    },
    'confirm-cost': ({ lectureId }) => {
      const lecture = findLecture(library, lectureId);
      library.changeLecture(lecture.id, { costConfirmed: true });
      const held = store
        .jobs({ subject: lecture.id })
        .filter((job) => isOpen(job.status) && job.hold === 'budget');
      for (const job of held) queue.freeJobHold(job.id);
      wake(parts, lecture.id);
      return shownJobs(
        parts,
        held.map((job) => findJob(store, job.id)),
      );
    },
    'export-lecture': async ({ lectureId, formats }, signal) => {
      const lecture = findLecture(library, lectureId);
      return { exports: await exportLecture(parts, lecture, formats, signal) };
    },
    'deliver-exports': async ({ lectureId, formats, directory, fileName }, signal) => {
      const lecture = findLecture(library, lectureId);
      const named = fileName === undefined ? {} : { fileName };
      return { exports: await deliverExports(parts, lecture, { formats, directory, ...named }, signal) };
    },
  };
}

function wake(parts: Parts, lectureId: string): void {
  parts.queue.wake();
  parts.announcer.lecture(lectureId);
}

async function settle(
  parts: Parts,
  input: { readonly lectureIds?: readonly string[] | undefined; readonly throughHolds: boolean },
  signal: AbortSignal,
) {
  const { library, documents, events } = parts;
  const ids =
    input.lectureIds === undefined
      ? library.lectures().map((lecture) => lecture.id)
      : input.lectureIds.map((id) => findLecture(library, id).id);
  const present = () => ids.flatMap((id) => library.lecture(id) ?? []);
  const { held } = await awaitSettled(
    {
      views: () => present().map((lecture) => lectureView(documents, lecture)),
      counts: (id) => input.lectureIds === undefined || ids.includes(id),
      subscribe: (listener) => events.subscribe(listener),
    },
    input.throughHolds,
    signal,
  );
  const lectures = [];
  for (const lecture of present()) lectures.push(await lectureDocument(documents, lecture));
  return { lectures, held };
}

/** Words of a lecture's material input, from its length: about 150 a minute of speech. */
function wordsHeard(lecture: Lecture): number {
  return Math.round(((lecture.speechMs ?? lecture.durationMs ?? 0) / 60_000) * 150);
}
