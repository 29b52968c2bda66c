import type { CoreEvent } from '../../preload/contract/events.ts';
import type { LectureStatus, LectureView } from '../../preload/contract/lecture.ts';
import { openStages, passesByItself } from './lecture-status.ts';

/** What waiting needs: how the lectures that count stand now, and every event from now on. */
export interface SettlingDependencies {
  views(): readonly LectureView[];
  /** Whether a lecture that was not among the views counts too when it changes. */
  counts(lectureId: string): boolean;
  subscribe(listener: (event: CoreEvent) => void): () => void;
}

const settled: readonly LectureStatus[] = ['ready', 'partial', 'failed'];

/**
 * Resolves when every lecture is settled, or, unless `throughHolds`, when all that is left is held by something that does not pass by
 * itself. Answers whether anything was left held. Rejects with the signal's reason when it is aborted. Events carry whole views, so a
 * change of one lecture costs nothing for the others.
 */
export async function awaitSettled(
  dependencies: SettlingDependencies,
  throughHolds: boolean,
  signal: AbortSignal,
): Promise<{ readonly held: boolean }> {
  signal.throwIfAborted();
  const open = new Map<string, LectureView>();
  const note = (view: LectureView) => {
    if (isSettled(view)) open.delete(view.id);
    else open.set(view.id, view);
  };
  const isOver = () => open.size === 0 || (!throughHolds && [...open.values()].every(isHeldForGood));
  return new Promise((resolve, reject) => {
    const stop = dependencies.subscribe((event) => {
      if (event.name === 'lecture-removed') open.delete(event.payload.id);
      else if (event.name === 'lecture-changed' && dependencies.counts(event.payload.id)) note(event.payload);
      else return;
      if (isOver()) finish(() => resolve({ held: open.size > 0 }));
    });
    const abort = () =>
      finish(() => reject(signal.reason instanceof Error ? signal.reason : new Error('Interrupted')));
    const finish = (settle: () => void) => {
      stop();
      signal.removeEventListener('abort', abort);
      settle();
    };
    signal.addEventListener('abort', abort, { once: true });
    for (const view of dependencies.views()) note(view);
    if (isOver()) finish(() => resolve({ held: open.size > 0 }));
  });
}

/** Nothing of it moves any more, nor will by itself: a lecture without a job, such as a recovered one, counts as settled. */
function isSettled(view: LectureView): boolean {
  return settled.includes(view.status) || openStages(view.stages).length === 0;
}

/** True when nothing of the lecture moves and what holds it waits for the world or for a person. */
function isHeldForGood(view: LectureView): boolean {
  return openStages(view.stages).every((stage) => stage.status === 'waiting' && !passesByItself(stage.hold));
}
