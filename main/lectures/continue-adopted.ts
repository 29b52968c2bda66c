import type { Stage } from '../../preload/contract/job.ts';
import type { Library } from '../pipeline/library-port.ts';
import { planJob } from '../pipeline/plan.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import type { JobStore } from '../queue/ports.ts';

/**
 * Queues the next stage of lectures that were taken back from their objects and have no jobs: the database that knew them is gone. What
 * the objects prove is not done again. Answers how many lectures go on.
 */
export function continueAdopted(library: Library, store: JobStore): number {
  let continued = 0;
  for (const lecture of library.lectures()) {
    const stage = lecture.isExample ? null : nextStage(library, lecture);
    if (stage === null || store.jobs({ subject: lecture.id }).length > 0) continue;
    const pieces = library.pieces(lecture.id).filter((piece) => piece.callKey === null);
    store.enqueue(planJob(stage, lecture, stage === 'transcription' ? { pieces } : {}));
    continued += 1;
  }
  return continued;
}

/** The first stage of which nothing is there; null when every stage has left something, or nothing was said. */
function nextStage(library: Library, lecture: Lecture): Stage | null {
  if (library.newestTranscript(lecture.id) === null) {
    return library.pieces(lecture.id).length === 0 ? 'ingest' : 'transcription';
  }
  if (lecture.speechMs === 0) return null;
  if (library.newestArtifacts(lecture.id).length === 0) return 'generation';
  const wantsFiles = lecture.choice.formats.length > 0;
  return wantsFiles && library.newestExports(lecture.id).length === 0 ? 'export' : null;
}
