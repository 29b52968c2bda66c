import { LecternError, remedy } from '../lib/failure.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import type { QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';

/** Shortest part of an id that may stand for it on a command line. */
const SHORTEST_PREFIX = 6;

/** The lecture with this id, or the only one whose id begins so. Throws `LECTURE_UNKNOWN` or `LECTURE_AMBIGUOUS`. */
export function findLecture(
  library: Pick<Library, 'lecture' | 'lecturesByPrefix'>,
  idOrPrefix: string,
): Lecture {
  const exact = library.lecture(idOrPrefix);
  if (exact !== null) return exact;
  const matches = idOrPrefix.length >= SHORTEST_PREFIX ? library.lecturesByPrefix(idOrPrefix, 2) : [];
  const [only, another] = matches;
  if (only === undefined) {
    throw notFound(
      'LECTURE_UNKNOWN',
      `There is no lecture with the id "${shown(idOrPrefix)}". It may have been removed.`,
      'Look at the library',
    );
  }
  if (another === undefined) return only;
  throw notFound(
    'LECTURE_AMBIGUOUS',
    `More than one lecture has an id that begins with "${shown(idOrPrefix)}".`,
    'Give more of the id',
  );
}

/** The job with this id; they are short, so they are given whole. Throws `JOB_UNKNOWN`. */
export function findJob(store: Pick<JobStore, 'job'>, id: string): QueueJob {
  const job = store.job(id);
  if (job !== null) return job;
  throw notFound('JOB_UNKNOWN', `There is no job with the id "${shown(id)}".`, 'Look at the list of jobs');
}

function notFound(code: string, message: string, label: string): LecternError {
  return new LecternError({ code, message, remedy: remedy('none', label), class: 'fatal' });
}

/** What was typed, cut to what anybody would read. */
function shown(id: string): string {
  return id.slice(0, 60);
}
