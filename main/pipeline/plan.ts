import type { ArtifactType } from '../../preload/contract/artifact.ts';
import { artifactTypeSchema } from '../../preload/contract/artifact.ts';
import type { ExportFormat } from '../../preload/contract/export.ts';
import type { Stage } from '../../preload/contract/job.ts';
import type { NewJob, NewTask } from '../queue/job.ts';
import type { Lecture, Piece } from './rows-port.ts';

/** The stages in order. What a stage needs is made by the ones before it. */
export const stageOrder: readonly Stage[] = ['ingest', 'transcription', 'generation', 'export'];

/** What may differ from doing the whole stage. */
export interface JobScope {
  /** Only these pieces, for redoing gaps; all pieces without a result otherwise. */
  readonly pieces?: readonly Piece[];
  readonly artifacts?: readonly ArtifactType[];
  readonly formats?: readonly ExportFormat[];
}

/** The next job of a lecture in its pipeline, with all its tasks. */
export function planJob(stage: Stage, lecture: Lecture, scope: JobScope = {}): NewJob {
  return {
    stage,
    subject: lecture.id,
    // Fixed here: who chooses another preset meanwhile gets it with the next job, not half of each.
    payload: { lectureId: lecture.id, stage, presetId: lecture.choice.presetId },
    generation: lecture.generation,
    tasks: planTasks(stage, lecture, scope),
    // An export takes a moment and somebody is waiting for it; a recording that is not safe yet goes before paid work.
    priority: stage === 'export' || stage === 'ingest' ? -1 : 0,
  };
}

function planTasks(stage: Stage, lecture: Lecture, scope: JobScope): readonly NewTask[] {
  switch (stage) {
    case 'ingest':
      return [{ key: 'ingest', input: {} }];
    case 'transcription':
      return (scope.pieces ?? []).map((piece) => ({
        key: `piece:${piece.id}`,
        input: { pieceId: piece.id },
      }));
    case 'generation':
      return (scope.artifacts ?? artifactTypeSchema.options).map((type) => ({
        key: `artifact:${type}`,
        input: { type },
      }));
    case 'export':
      return (scope.formats ?? lecture.choice.formats).map((format) => ({
        key: `export:${format}`,
        input: { format },
      }));
  }
}
