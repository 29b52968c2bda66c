import type { Hold } from '../../preload/contract/job.ts';
import type { LectureStatus, StageView } from '../../preload/contract/lecture.ts';

/** What the status of a lecture depends on. */
export interface LectureFacts {
  readonly stages: readonly StageView[];
  /** There is a transcript; it may be empty when nothing was said. */
  readonly hasTranscript: boolean;
  readonly gapCount: number;
}

/** Where a lecture stands as a whole; the meaning of each word is in the contract. Pure. */
export function lectureStatus(facts: LectureFacts): LectureStatus {
  const open = openStages(facts.stages);
  if (open.some((stage) => stage.status === 'running')) return 'processing';
  if (open.some((stage) => stage.status === 'queued'))
    return hasBegun(facts.stages) ? 'processing' : 'queued';
  if (open.length > 0) return 'waiting';
  const broken = facts.stages.some((stage) => stage.status === 'failed' || stage.status === 'cancelled');
  if (!facts.hasTranscript) return 'failed';
  if (broken) return 'partial';
  return facts.gapCount > 0 ? 'partial' : 'ready';
}

/** Holds that end by themselves within the pipeline's own time; the others wait for the world or for a person. */
export function passesByItself(hold: Hold | null): boolean {
  return hold === null || hold === 'retry-at' || hold === 'breaker-open';
}

/** The stages that have a job which can still move. */
export function openStages(stages: readonly StageView[]): readonly StageView[] {
  return stages.filter((stage) => ['queued', 'running', 'waiting'].includes(stage.status));
}

function hasBegun(stages: readonly StageView[]): boolean {
  return stages.some((stage) => stage.status === 'completed' || stage.done > 0);
}
