import { stageSchema, type Stage } from '../../preload/contract/job.ts';
import type { Cost, LectureView, StageView } from '../../preload/contract/lecture.ts';
import type { CallLedger, Lecture, Library, TranscriptRow } from '../pipeline/ports.ts';
import { stageOrder } from '../pipeline/plan.ts';
import type { QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';
import { instant, shownFailure, type Standing } from './job-view.ts';
import { lectureStatus } from './lecture-status.ts';

/** How far a running job is, as measured in this run. */
export interface JobProgress {
  /** Work done, 0 to 1, counting the parts of unfinished tasks. */
  readonly fraction: number;
  /** Since when this run moves, and where it began; null while it does not. */
  readonly startedAt: number | null;
  readonly startFraction: number;
}

/** What the queue tells about its jobs. */
export interface QueueInsight {
  standing(job: QueueJob): Standing;
  progress(jobId: string): JobProgress | null;
}

/** What a view is made from. */
export interface ViewDependencies {
  readonly library: Library;
  readonly store: JobStore;
  readonly ledger: CallLedger;
  readonly queue: QueueInsight;
  readonly now: () => number;
  /** A number that rises with every view made, so that the newest wins. */
  readonly nextRevision: () => number;
}

/** The row of the library for a lecture. */
export function lectureView(dependencies: ViewDependencies, lecture: Lecture): LectureView {
  const transcript = dependencies.library.newestTranscript(lecture.id);
  const stages = stageViews(dependencies, lecture, transcript);
  const gaps = transcript?.gaps ?? [];
  return {
    id: lecture.id,
    revision: dependencies.nextRevision(),
    title: lecture.title,
    courseId: lecture.courseId,
    presetId: lecture.choice.presetId,
    source: lecture.sourceKind,
    isExample: lecture.isExample,
    status: lectureStatus({ stages, hasTranscript: transcript !== null, gapCount: gaps.length }),
    durationSeconds: lecture.durationMs === null ? null : lecture.durationMs / 1000,
    createdAt: instant(lecture.createdAt),
    stages,
    missingSeconds: gaps.reduce((sum, gap) => sum + (gap.endMs - gap.startMs), 0) / 1000,
    firstGapAt: gaps[0] === undefined ? null : gaps[0].startMs / 1000,
    cost: lectureCost(dependencies.ledger, lecture),
  };
}

/** Forecast and actual price in US dollars; null is unknown. */
export function lectureCost(ledger: CallLedger, lecture: Lecture): Cost {
  const spent = ledger.spentOn(lecture.id);
  return {
    forecast: lecture.forecastMicroUsd === null ? null : lecture.forecastMicroUsd / 1_000_000,
    actual: spent.hasUnknown ? null : spent.actualMicroUsd / 1_000_000,
  };
}

function stageViews(
  dependencies: ViewDependencies,
  lecture: Lecture,
  transcript: TranscriptRow | null,
): StageView[] {
  const newest = new Map<string, QueueJob>();
  for (const job of dependencies.store.jobs({ subject: lecture.id })) {
    const known = newest.get(job.stage);
    if (known === undefined || job.sequence > known.sequence) newest.set(job.stage, job);
  }
  return stageOrder.map((stage) => {
    const job = newest.get(stage);
    return job === undefined
      ? emptyStage(stage, restOf(lecture, stage, transcript))
      : jobStage(dependencies, stage, job);
  });
}

/** What a stage without a job is: not begun, or not needed (imported transcript, example, nothing said). */
function restOf(
  lecture: Lecture,
  stage: Stage,
  transcript: TranscriptRow | null,
): 'none' | 'skipped' | 'completed' {
  if (lecture.isExample) return 'completed';
  if (transcript === null) return 'none';
  if (stage === 'transcription') return 'skipped';
  return lecture.speechMs === 0 ? 'skipped' : 'none';
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
    stage: stageSchema.parse(stage),
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

/** Least time of measuring before an estimate is worth showing. */
const LEAST_MEASURED_MS = 1500;

/** Remaining seconds at the speed measured in this run; null until there is something to measure. */
export function secondsLeft(progress: JobProgress | null, now: number): number | null {
  if (progress === null || progress.startedAt === null) return null;
  const elapsed = now - progress.startedAt;
  const gained = progress.fraction - progress.startFraction;
  if (elapsed < LEAST_MEASURED_MS || gained <= 0) return null;
  return Math.round(((1 - progress.fraction) / gained) * (elapsed / 1000));
}
