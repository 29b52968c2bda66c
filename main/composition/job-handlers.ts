import type { Job } from '../../preload/contract/job.ts';
import { findJob, findLecture } from '../lectures/find-lecture.ts';
import { jobView } from '../lectures/job-view.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import type { QueueJob } from '../queue/job.ts';
import type { Parts } from './parts.ts';

type JobCommand =
  'list-jobs' | 'retry-jobs' | 'cancel-jobs' | 'pause-stage' | 'resume-stage' | 'try-now' | 'set-host-state';

/** Commands about jobs and the queue. */
export function jobHandlers(parts: Parts): Pick<CommandHandlers, JobCommand> {
  const { library, store, queue, announcer } = parts;
  return {
    'list-jobs': ({ status, stage, lectureId }) => {
      const subject = lectureId === undefined ? undefined : findLecture(library, lectureId).id;
      const jobs = store.jobs({
        ...(status === undefined ? {} : { status }),
        ...(stage === undefined ? {} : { stage }),
        ...(subject === undefined ? {} : { subject }),
      });
      return shownJobs(
        parts,
        jobs.filter((job) => library.lecture(job.subject) !== null),
      );
    },
    'retry-jobs': async (input) => {
      const wanted =
        'allFailed' in input ? newestFailed(parts) : input.jobIds.map((id) => findJob(store, id));
      const retried: QueueJob[] = [];
      for (const job of wanted) retried.push(again(parts, job));
      return shownJobs(parts, retried);
    },
    'cancel-jobs': async ({ jobIds }) => {
      const wanted = jobIds.map((id) => findJob(store, id).id);
      for (const id of wanted) await queue.cancel(id);
      return shownJobs(
        parts,
        wanted.map((id) => findJob(store, id)),
      );
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
    'set-host-state': ({ event }) => {
      queue.hostChanged(event);
      return {};
    },
  };
}

/** Jobs as the doors show them. */
export function shownJobs(parts: Parts, jobs: readonly QueueJob[]): { jobs: Job[] } {
  return { jobs: jobs.map((job) => jobView(job, parts.queue.standing(job), parts.store.tasks(job.id))) };
}

/** A failed job runs again; one that waits stops waiting. */
function again({ queue, store }: Parts, job: QueueJob): QueueJob {
  if (job.status !== 'queued' || queue.standing(job).hold === null) return queue.retry(job.id);
  queue.tryNow(job.subject);
  return findJob(store, job.id);
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
