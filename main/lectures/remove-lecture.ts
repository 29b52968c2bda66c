import type { SpeechCache } from '../pipeline/ingest/speech-cache.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';
import { isOpen } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';
import type { Announcer } from './ports.ts';

/** What removing needs. */
export interface RemoveDependencies {
  readonly library: Pick<Library, 'removeLecture'>;
  readonly store: Pick<JobStore, 'jobs'>;
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
  readonly speech: Pick<SpeechCache, 'release'>;
  /** Ends an open job; resolves when its running tasks have ended, or would not end. */
  readonly queue: { cancel(jobId: string): Promise<unknown> };
  readonly announcer: Pick<Announcer, 'removed'>;
}

/**
 * Removes a lecture a person named, with everything made from it, also what a try that died left without a row. Rows go before objects:
 * what is left over if the machine stops then are orphaned objects, which an integrity check lists. Jobs and paid answers stay as a
 * record, so that the same recording is never paid for twice. Throws what the store throws; while it cannot be reached nothing is removed.
 */
export async function removeLecture(
  { library, store, objects, speech, queue, announcer }: RemoveDependencies,
  lecture: Lecture,
  signal: AbortSignal,
): Promise<void> {
  // One at a time and looked at anew: while one is ended another may end, or follow it.
  for (let job = openJob(store, lecture); job !== undefined; job = openJob(store, lecture)) {
    await queue.cancel(job.id);
  }
  const keys: string[] = [];
  for await (const { key } of objects.list(`lectures/${lecture.id}/`, signal)) keys.push(key);
  library.removeLecture(lecture.id);
  announcer.removed(lecture.id);
  for (const key of keys) await objects.remove(key, signal);
  await speech.release(lecture.id);
}

function openJob(store: Pick<JobStore, 'jobs'>, lecture: Lecture) {
  return store.jobs({ subject: lecture.id }).find((job) => isOpen(job.status));
}
