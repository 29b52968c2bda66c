import type { LectureStatus } from '../../preload/contract/lecture.ts';
import type { LectureView } from '../../preload/contract/lecture.ts';
import { passesByItself } from './lecture-status.ts';

/** What waiting needs: the views of the lectures that count, and a call for every change of any of them. */
export interface SettlingDependencies {
  views(): readonly LectureView[];
  subscribe(listener: () => void): () => void;
}

const settled: readonly LectureStatus[] = ['ready', 'partial', 'failed'];

/**
 * Resolves when every lecture is settled, or, unless `throughHolds`, when all that is left is held by something that does not pass by
 * itself. Answers whether anything was left held. Rejects with the signal's reason when it is aborted.
 */
export async function awaitSettled(
  dependencies: SettlingDependencies,
  throughHolds: boolean,
  signal: AbortSignal,
): Promise<{ readonly held: boolean }> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const open = dependencies.views().filter((view) => !settled.includes(view.status));
      const stuck = open.every(isHeldForGood);
      if (open.length > 0 && (throughHolds || !stuck)) return;
      finish(() => resolve({ held: open.length > 0 }));
    };
    const stop = dependencies.subscribe(look);
    const abort = () =>
      finish(() => reject(signal.reason instanceof Error ? signal.reason : new Error('Interrupted')));
    const finish = (settle: () => void) => {
      stop();
      signal.removeEventListener('abort', abort);
      settle();
    };
    if (signal.aborted) abort();
    else {
      signal.addEventListener('abort', abort, { once: true });
      look();
    }
  });
}

/** True when nothing of the lecture moves and what holds it waits for the world or for a person. */
function isHeldForGood(view: LectureView): boolean {
  const open = view.stages.filter((stage) => ['queued', 'running', 'waiting'].includes(stage.status));
  return open.length > 0 && open.every((stage) => stage.status === 'waiting' && !passesByItself(stage.hold));
}
