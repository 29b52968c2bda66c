import type { Hold, Job, Stage } from '../../preload/contract/job.ts';
import type { LectureView, StageView } from '../../preload/contract/lecture.ts';

/** What a stage does, as a verb in progress. */
export const stageVerbs: Readonly<Record<Stage, string>> = {
  ingest: 'Reading the recording',
  transcription: 'Transcribing',
  generation: 'Writing material',
  export: 'Making files',
};

/** Why a job waits, in words. */
export const holdWords: Readonly<Record<Hold, string>> = {
  'retry-at': 'waiting for the next try',
  'breaker-open': 'waiting, the server keeps failing',
  offline: 'waiting for the network, goes on by itself',
  paused: 'paused',
  'needs-user': 'needs you',
  budget: 'waiting for your word on the price',
  'storage-down': 'waiting for the storage, goes on by itself',
};

/** One line that says where a lecture stands. */
export function lectureLine(view: LectureView): string {
  const stage = view.stages.find((one) => ['running', 'waiting', 'queued'].includes(one.status));
  if (stage === undefined) return `${view.title}: ${closingWords(view)}`;
  return `${view.title}: ${stageWords(stage)}`;
}

/** Seconds as `1 h 52 min`, `3 min`, `20 s`. */
export function durationWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** US dollars, or "price unknown". */
export function moneyWords(dollars: number | null): string {
  return dollars === null ? 'price unknown' : `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
}

/** One line about a job. */
export function jobWords(job: Job): string {
  const why = job.hold === null ? '' : `, ${holdWords[job.hold]}`;
  const error = job.error === null ? '' : `: ${job.error.message} (${job.error.code})`;
  return `${job.status}${why}${error}`;
}

function stageWords(stage: StageView): string {
  const verb = stageVerbs[stage.stage];
  if (stage.status === 'waiting' && stage.hold !== null) {
    const reason = stage.error === null ? '' : ` ${stage.error.message}`;
    return `${verb}, ${holdWords[stage.hold]}.${reason}`;
  }
  const amount = stage.total === 0 ? '' : ` ${amountWords(stage)}`;
  const left = stage.secondsLeft === null ? '' : `, ${durationWords(stage.secondsLeft)} left`;
  return `${verb}${amount}${left}`;
}

function amountWords(stage: StageView): string {
  return stage.stage === 'ingest'
    ? `${Math.round((stage.done / stage.total) * 100)} %`
    : `${stage.done} of ${stage.total}`;
}

function closingWords(view: LectureView): string {
  const failed = view.stages.find((stage) => stage.status === 'failed');
  const cost = view.cost.actual === null ? '' : ` (${moneyWords(view.cost.actual)})`;
  if (view.status === 'ready') return `ready${cost}`;
  if (view.missingSeconds > 0) return `ready, ${durationWords(view.missingSeconds)} missing${cost}`;
  return `${view.status}${failed?.error ? `: ${failed.error.message}` : ''}${cost}`;
}
