import type { Stage } from '../../preload/contract/job.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { planJob, type JobScope } from '../pipeline/plan.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
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
 * Makes a finished stage anew: new versions beside the old. Until the price is confirmed nothing changes. A confirmed replay of a paid
 * stage raises the generation number, which is what lets work be paid for again; a stage that was cancelled goes on where it stood instead.
 * Throws `JOB_ALREADY_OPEN` while anything of the lecture is at work, `REPLAY_NOT_POSSIBLE` when there is nothing to make it from.
 */
export function replayStage(
  dependencies: ReplayDependencies,
  lecture: Lecture,
  stage: Stage,
  confirmed: boolean,
): Replay {
  const { library, store } = dependencies;
  requireIdle(store, lecture);
  const scope = replayScope(library, lecture, stage);
  const forecastMicroUsd = dependencies.forecast(lecture, stage);
  if (!confirmed) return { job: null, forecastMicroUsd };
  const job = library.transaction(() => {
    // Taking in and exporting ask nobody for anything: their answers stay those of the generation they came from.
    const isPaid = stage === 'transcription' || stage === 'generation';
    const generation = lecture.generation + (isPaid && !wasCancelled(store, lecture, stage) ? 1 : 0);
    if (isPaid) library.changeLecture(lecture.id, { generation });
    return store.enqueue(planJob(stage, { ...lecture, generation }, scope));
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

/** What a cancelled job had done is paid for and not seen yet; there is nothing finished to be made anew. */
function wasCancelled(store: JobStore, lecture: Lecture, stage: Stage): boolean {
  return store.jobs({ subject: lecture.id, stage }).at(-1)?.status === 'cancelled';
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

/** What the stage is made anew from. Throws `REPLAY_NOT_POSSIBLE` with the reason. */
function replayScope(library: Library, lecture: Lecture, stage: Stage): JobScope {
  const isNothingSaid = lecture.speechMs === 0;
  switch (stage) {
    case 'ingest':
      // Without a copy of its own there is still the file it comes from: taking it in was cancelled early.
      if (library.newestVersion(lecture.id, 'source') === 0 && lecture.sourcePath === null)
        throw impossible('There is no recording in the library.');
      return {};
    case 'transcription': {
      if (lecture.sourceKind === 'transcript')
        throw impossible('This lecture came as a transcript, without sound.');
      const pieces = library.pieces(lecture.id);
      if (pieces.length > 0) return { pieces };
      throw impossible(
        isNothingSaid ? 'Nothing is said in this recording.' : 'The recording was not listened to yet.',
      );
    }
    case 'generation':
      requireTranscript(library, lecture);
      if (isNothingSaid) throw impossible('Nothing is said in this recording.');
      return {};
    case 'export': {
      requireTranscript(library, lecture);
      const made = library.newestExports(lecture.id).map((row) => row.format);
      const formats = made.length > 0 ? made : lecture.choice.formats;
      if (formats.length === 0)
        throw impossible('No files were made of this lecture. Export it in the formats you want.');
      return { formats };
    }
  }
}

function requireTranscript(library: Library, lecture: Lecture): void {
  if (library.newestTranscript(lecture.id) === null)
    throw impossible('There is no transcript yet to make it from.');
}

function impossible(message: string): LecternError {
  return new LecternError({
    code: 'REPLAY_NOT_POSSIBLE',
    message,
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}
