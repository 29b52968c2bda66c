import type { Stage } from '../../preload/contract/job.ts';
import type { StageView } from '../../preload/contract/lecture.ts';
import type { Lecture, TranscriptRow } from '../pipeline/rows-port.ts';
import { stageOrder } from '../pipeline/plan.ts';
import type { QueueJob } from '../queue/job.ts';
import { instant, shownFailure } from './job-view.ts';
import { secondsLeft, type JobProgress } from './stage-progress.ts';
import type { ViewDependencies } from './view-dependencies.ts';

/** How the four stages of a lecture stand: by the newest job of each, or by what there is where a stage has none. */
export function stageViews(
  dependencies: ViewDependencies,
  lecture: Lecture,
  transcript: TranscriptRow | null,
): StageView[] {
  const newest = new Map<string, QueueJob>();
  for (const job of dependencies.store.jobs({ subject: lecture.id })) {
    const known = newest.get(job.stage);
    if (known === undefined || job.sequence > known.sequence) newest.set(job.stage, job);
  }
  const views: StageView[] = [];
  for (const stage of stageOrder) {
    const job = newest.get(stage);
    const before = views.at(-1)?.status ?? 'completed';
    views.push(
      job === undefined
        ? emptyStage(stage, standingWithoutJob(dependencies, lecture, { stage, before, transcript }))
        : jobStage(dependencies, stage, job),
    );
  }
  return views;
}

interface WithoutJob {
  readonly stage: Stage;
  /** How the stage before it stands. */
  readonly before: StageView['status'];
  readonly transcript: TranscriptRow | null;
}

/**
 * A stage without a job was done elsewhere (the example, a library taken back from its objects), is not needed (an imported transcript,
 * nothing said, no formats wanted), or has not begun.
 */
function standingWithoutJob(
  { library }: ViewDependencies,
  lecture: Lecture,
  { stage, before, transcript }: WithoutJob,
): 'none' | 'skipped' | 'completed' {
  if (lecture.isExample) return 'completed';
  const isNothingSaid = lecture.speechMs === 0 && transcript !== null;
  const isBeforeOver = before === 'completed' || before === 'skipped';
  switch (stage) {
    case 'ingest':
      return lecture.sourceSha256 === null ? 'none' : 'completed';
    case 'transcription':
      if (lecture.sourceKind === 'transcript' || isNothingSaid) return 'skipped';
      return transcript === null ? 'none' : 'completed';
    case 'generation':
      return madeOrNot(
        library.newestArtifacts(lecture.id),
        isNothingSaid || (isBeforeOver && transcript !== null),
      );
    case 'export':
      return madeOrNot(library.newestExports(lecture.id), isBeforeOver);
  }
}

function madeOrNot(made: readonly unknown[], isOver: boolean): 'none' | 'skipped' | 'completed' {
  if (made.length > 0) return 'completed';
  return isOver ? 'skipped' : 'none';
}

function emptyStage(stage: Stage, status: StageView['status']): StageView {
  return {
    stage,
    status,
    done: 0,
    total: 0,
    hold: null,
    retryAt: null,
    error: null,
    secondsLeft: null,
    jobId: null,
  };
}

function jobStage(dependencies: ViewDependencies, stage: Stage, job: QueueJob): StageView {
  const standing = dependencies.queue.standing(job);
  const counts = dependencies.store.taskCounts(job.id);
  const progress = dependencies.queue.progress(job.id);
  const total =
    counts.ready + counts.waiting + counts.running + counts.done + counts.failed + counts.cancelled;
  const waits = job.status === 'queued' && standing.hold !== null;
  return {
    stage,
    status: waits ? 'waiting' : job.status,
    ...(stage === 'ingest' ? thousandths(job, progress) : { done: counts.done, total }),
    hold: waits ? standing.hold : null,
    retryAt: waits && standing.retryAt !== null ? instant(standing.retryAt) : null,
    error: shownFailure(standing.error ?? job.error),
    secondsLeft: job.status === 'running' ? secondsLeft(progress, dependencies.now()) : null,
    jobId: job.id,
  };
}

function thousandths(job: QueueJob, progress: JobProgress | null): { done: number; total: number } {
  if (job.status === 'completed') return { done: 1000, total: 1000 };
  return { done: Math.round((progress?.fraction ?? 0) * 1000), total: 1000 };
}
