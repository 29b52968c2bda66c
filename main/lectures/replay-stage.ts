import type { Stage } from '../../preload/contract/job.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { planJob } from '../pipeline/plan.ts';
import type { Lecture, Library } from '../pipeline/ports.ts';
import { isOpen, type QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';

/** What a replay needs. */
export interface ReplayDependencies {
  readonly library: Library;
  readonly store: JobStore;
  /** Price of making this stage anew, with what follows from it, in micro US dollars; null when a price is unknown. */
  forecast(lecture: Lecture, stage: Stage): number | null;
}

/** What a replay would cost, and the job if it was started. */
export interface Replay {
  readonly job: QueueJob | null;
  readonly forecastMicroUsd: number | null;
}

/**
 * Makes a finished stage anew: new versions beside the old. Until the price is confirmed nothing changes. A confirmed replay raises the
 * generation number, which is what lets work be paid for again.
 * Throws `JOB_ALREADY_OPEN` while the stage or an earlier one is at work, `REPLAY_NOT_POSSIBLE` when there is nothing to make it from.
 */
export function replayStage(
  dependencies: ReplayDependencies,
  lecture: Lecture,
  stage: Stage,
  confirmed: boolean,
): Replay {
  const { library, store } = dependencies;
  requireIdle(store, lecture);
  requireInputs(library, lecture, stage);
  const forecastMicroUsd = dependencies.forecast(lecture, stage);
  if (!confirmed) return { job: null, forecastMicroUsd };
  const job = library.transaction(() => {
    // An export costs nothing and asks nobody for anything: its answers stay those of the generation they came from.
    if (stage === 'transcription' || stage === 'generation') {
      library.changeLecture(lecture.id, { generation: lecture.generation + 1 });
    }
    const current = library.lecture(lecture.id) ?? lecture;
    const formats = library.newestExports(lecture.id).map((row) => row.format);
    return store.enqueue(
      planJob(stage, current, {
        pieces: library.pieces(lecture.id),
        ...(stage === 'export' && formats.length > 0 ? { formats } : {}),
      }),
    );
  });
  return { job, forecastMicroUsd };
}

/**
 * Transcribes what is missing and nothing else: the pieces that have no text. Throws `NO_GAPS` when nothing is missing, `JOB_ALREADY_OPEN`.
 */
export function redoGaps(dependencies: Omit<ReplayDependencies, 'forecast'>, lecture: Lecture): QueueJob {
  requireIdle(dependencies.store, lecture);
  const pieces = dependencies.library.pieces(lecture.id).filter((piece) => piece.callKey === null);
  if (pieces.length === 0) {
    throw new LecternError({
      code: 'NO_GAPS',
      message: 'Nothing is missing in this transcript.',
      remedy: remedy('none', 'Nothing to do'),
      class: 'fatal',
    });
  }
  return dependencies.store.enqueue(planJob('transcription', lecture, { pieces }));
}

function requireIdle(store: JobStore, lecture: Lecture): void {
  if (!store.jobs({ subject: lecture.id }).some((job) => isOpen(job.status))) return;
  throw new LecternError({
    code: 'JOB_ALREADY_OPEN',
    message: 'This lecture is being worked on. Wait until it is done, or cancel it first.',
    remedy: remedy('wait', 'Wait'),
    class: 'fatal',
  });
}

function requireInputs(library: Library, lecture: Lecture, stage: Stage): void {
  const possible =
    stage === 'ingest' || stage === 'transcription'
      ? lecture.sourceKind !== 'transcript' && library.pieces(lecture.id).length > 0
      : library.newestTranscript(lecture.id) !== null;
  if (possible) return;
  throw new LecternError({
    code: 'REPLAY_NOT_POSSIBLE',
    message: `There is nothing yet to make the ${stage} from.`,
    remedy: remedy('none', 'Finish the earlier stages first'),
    class: 'fatal',
  });
}
