import type { Announcer } from './ports.ts';
import type { SpeechCache } from '../pipeline/ingest/speech-cache.ts';
import type { Lecture, Library, ObjectStore } from '../pipeline/ports.ts';
import { isOpen } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';

/** What removing needs. */
export interface RemoveDependencies {
  readonly library: Library;
  readonly store: JobStore;
  readonly objects: ObjectStore;
  readonly speech: SpeechCache;
  readonly queue: { cancel(jobId: string): Promise<unknown> };
  readonly announcer: Pick<Announcer, 'removed'>;
}

/**
 * Removes a lecture a person named, with everything made from it. Rows go first: what is left over if the machine stops
 * then are orphaned objects, which an integrity check lists. Jobs and paid answers stay as a record; they hold no text of
 * the lecture but the raw answers, which make sure that the same recording is never paid for twice.
 */
export async function removeLecture(
  dependencies: RemoveDependencies,
  lecture: Lecture,
  signal: AbortSignal,
): Promise<void> {
  const { library, store, objects } = dependencies;
  for (const job of store.jobs({ subject: lecture.id })) {
    if (isOpen(job.status)) await dependencies.queue.cancel(job.id);
  }
  const keys = library.objects(lecture.id).map((object) => object.key);
  library.removeLecture(lecture.id);
  dependencies.announcer.removed(lecture.id);
  for (const key of keys) await objects.remove(key, signal);
  await dependencies.speech.release(lecture.id);
}
