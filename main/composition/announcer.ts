import type { CoreEvent } from '../../preload/contract/events.ts';
import type { LectureView } from '../../preload/contract/lecture.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emitter } from '../lib/emitter.ts';

/** Tells the doors what has changed. */
export interface Announcer {
  /** Something shown with the lecture has changed; views are made and sent a moment later, once for many changes. */
  lecture(id: string): void;
  removed(id: string): void;
  library(): void;
  settings(): void;
  /** Sends what is waiting at once. */
  flush(): void;
}

/** What views are made from. */
export interface AnnouncerDependencies {
  readonly clock: Clock;
  readonly events: Emitter<CoreEvent>;
  /** Null when the lecture is not there any more. */
  lectureView(id: string): LectureView | null;
  libraryEvent(): CoreEvent;
  settingsEvent(): Promise<CoreEvent>;
}

/** Changes within this time are told together: a person can't see more, and a view costs a few reads. */
const GATHER_MS = 60;

/** Gathers changes and tells them. A revision that rises with every telling lets the doors drop what is out of date. */
export function createAnnouncer(dependencies: AnnouncerDependencies): Announcer {
  const { clock, events } = dependencies;
  const changed = new Set<string>();
  let libraryChanged = false;
  let cancelTimer: (() => void) | null = null;

  function flush(): void {
    cancelTimer?.();
    cancelTimer = null;
    const ids = [...changed];
    changed.clear();
    for (const id of ids) {
      const view = dependencies.lectureView(id);
      if (view !== null) events.emit({ name: 'lecture-changed', payload: view });
    }
    if (libraryChanged) {
      libraryChanged = false;
      events.emit(dependencies.libraryEvent());
    }
  }

  function later(): void {
    cancelTimer ??= clock.after(GATHER_MS, flush);
  }

  return {
    lecture(id) {
      changed.add(id);
      // What a lecture costs shows in the month's sum.
      libraryChanged = true;
      later();
    },
    removed(id) {
      changed.delete(id);
      events.emit({ name: 'lecture-removed', payload: { id } });
      libraryChanged = true;
      later();
    },
    library() {
      libraryChanged = true;
      later();
    },
    settings() {
      void dependencies.settingsEvent().then((event) => events.emit(event));
    },
    flush,
  };
}
