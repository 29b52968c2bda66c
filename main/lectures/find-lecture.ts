import { LecternError, remedy } from '../lib/failure.ts';
import type { Lecture, Library } from '../pipeline/ports.ts';
import type { QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';

/** Shortest part of an id that may stand for it on a command line. */
const SHORTEST_PREFIX = 6;

/** The lecture with this id, or the only one whose id begins so. Throws `LECTURE_UNKNOWN` or `LECTURE_AMBIGUOUS`. */
export function findLecture(library: Library, idOrPrefix: string): Lecture {
  const exact = library.lecture(idOrPrefix);
  if (exact !== null) return exact;
  const matches = idOrPrefix.length >= SHORTEST_PREFIX ? library.lecturesByPrefix(idOrPrefix, 2) : [];
  const [only, another] = matches;
  if (only === undefined) throw unknownLecture(idOrPrefix);
  if (another === undefined) return only;
  throw new LecternError({
    code: 'LECTURE_AMBIGUOUS',
    message: `More than one lecture has an id that begins with "${idOrPrefix}". Give more of it.`,
    remedy: remedy('none', 'Give more of the id'),
    class: 'fatal',
  });
}

/** The job with this id. Throws `JOB_UNKNOWN`. */
export function findJob(store: JobStore, id: string): QueueJob {
  const job = store.job(id);
  if (job !== null) return job;
  throw new LecternError({
    code: 'JOB_UNKNOWN',
    message: `There is no job with the id "${id}".`,
    remedy: remedy('none', 'Look at the list of jobs'),
    class: 'fatal',
  });
}

function unknownLecture(id: string): LecternError {
  return new LecternError({
    code: 'LECTURE_UNKNOWN',
    message: `There is no lecture with the id "${id}". It may have been removed.`,
    remedy: remedy('none', 'Look at the library'),
    class: 'fatal',
  });
}
