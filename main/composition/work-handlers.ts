import type { Job } from '../../preload/contract/job.ts';
import { awaitSettled } from '../lectures/await-settled.ts';
import { exportLecture } from '../lectures/export-lecture.ts';
import { deliverExports } from '../lectures/deliver-exports.ts';
import { findJob, findLecture } from '../lectures/find-lecture.ts';
import { jobView } from '../lectures/job-view.ts';
import { lectureDocument } from '../lectures/lecture-document.ts';
import { lectureView } from '../lectures/lecture-view.ts';
import { redoGaps, replayStage } from '../lectures/replay-stage.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import type { Lecture } from '../pipeline/ports.ts';
import { isOpen, type QueueJob } from '../queue/job.ts';
import type { Parts } from './parts.ts';

type WorkCommand =
  | 'list-jobs'
  | 'await-settled'
  | 'retry-jobs'
  | 'cancel-jobs'
  | 'replay-stage'
  | 'redo-gaps'
  | 'pause-stage'
  | 'resume-stage'
  | 'try-now'
  | 'confirm-cost'
  | 'export-lecture'
  | 'deliver-exports'
  | 'set-host-state';

/** Commands about jobs and the queue. */
export function workHandlers(parts: Parts): Pick<CommandHandlers, WorkCommand> {
  const { library, store, queue, announcer } = parts;
  return {
    'list-jobs': ({ status, stage, lectureId }) => {
      const subject = lectureId === undefined ? undefined : findLecture(library, lectureId).id;
      const jobs = store.jobs({
        ...(status === undefined ? {} : { status }),
        ...(stage === undefined ? {} : { stage }),
        ...(subject === undefined ? {} : { subject }),
      });
      return shown(
        parts,
        jobs.filter((job) => library.lecture(job.subject) !== null),
      );
    },
    'await-settled': (input, signal) => settle(parts, input, signal),
    'retry-jobs': async (input) => {
      const wanted =
        'allFailed' in input ? newestFailed(parts) : input.jobIds.map((id) => findJob(store, id));
      const retried: QueueJob[] = [];
      for (const job of wanted) retried.push(again(parts, job));
      return shown(parts, retried);
    },
    'cancel-jobs': async ({ jobIds }) => {
      const wanted = jobIds.map((id) => findJob(store, id).id);
      for (const id of wanted) await queue.cancel(id);
      return shown(
        parts,
        wanted.map((id) => findJob(store, id)),
      );
    },
    'replay-stage': ({ lectureId, stage, confirmed }) => {
      const forecast = (lecture: Lecture) =>
        parts.pricing.forecastReplay(lecture, stage, wordsHeard(lecture));
      const lecture = findLecture(library, lectureId);
      const replay = replayStage({ library, store, forecast }, lecture, stage, confirmed);
      wake(parts, lecture.id);
      return {
        jobs: replay.job === null ? [] : shown(parts, [replay.job]).jobs,
        forecast: replay.forecastMicroUsd === null ? null : replay.forecastMicroUsd / 1_000_000,
        started: replay.job !== null,
      };
    },
    'redo-gaps': ({ lectureId }) => {
      const lecture = findLecture(library, lectureId);
      const job = redoGaps({ library, store }, lecture);
      wake(parts, lecture.id);
      return shown(parts, [job]);
    },
    'pause-stage': ({ stage }) => {
      queue.pauseStage(stage);
      announcer.library();
      return {};
    },
    'resume-stage': ({ stage }) => {
      queue.resumeStage(stage);
      announcer.library();
      return {};
    },
    'try-now': ({ lectureId }) => {
      queue.tryNow(lectureId === undefined ? undefined : findLecture(library, lectureId).id);
      return {};
    },
    'confirm-cost': ({ lectureId }) => {
      const lecture = findLecture(library, lectureId);
      library.changeLecture(lecture.id, { costConfirmed: true });
      const held = store
        .jobs({ subject: lecture.id })
        .filter((job) => isOpen(job.status) && job.hold === 'budget');
      for (const job of held) queue.freeJobHold(job.id);
      wake(parts, lecture.id);
      return shown(
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
    'set-host-state': ({ event }) => {
      queue.hostChanged(event);
      return {};
    },
  };
}

function shown(parts: Parts, jobs: readonly QueueJob[]): { jobs: Job[] } {
  return { jobs: jobs.map((job) => jobView(job, parts.queue.standing(job), parts.store.tasks(job.id))) };
}

/** A failed job runs again; one that waits stops waiting. */
function again({ queue, store }: Parts, job: QueueJob): QueueJob {
  if (job.status !== 'queued' || queue.standing(job).hold === null) return queue.retry(job.id);
  queue.tryNow(job.subject);
  return findJob(store, job.id);
}

function wake(parts: Parts, lectureId: string): void {
  parts.queue.wake();
  parts.announcer.lecture(lectureId);
}

/** The newest job of each lecture and stage, where that failed: an older failure has been overtaken. */
function newestFailed(parts: Parts): QueueJob[] {
  const newest = new Map<string, QueueJob>();
  for (const job of parts.store.jobs({})) {
    const key = `${job.subject} ${job.stage}`;
    if (job.sequence > (newest.get(key)?.sequence ?? -1)) newest.set(key, job);
  }
  return [...newest.values()].filter(
    (job) => job.status === 'failed' && parts.library.lecture(job.subject) !== null,
  );
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
