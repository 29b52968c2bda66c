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
  /** Hears of a view that could not be made; the others are told all the same. */
  report(error: unknown): void;
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
    for (const id of ids) tell(() => changeOf(id));
    if (libraryChanged) {
      libraryChanged = false;
      tell(() => dependencies.libraryEvent());
    }
  }

  function changeOf(id: string): CoreEvent | null {
    const view = dependencies.lectureView(id);
    return view === null ? null : { name: 'lecture-changed', payload: view };
  }

  /** A timer called us: what is thrown here would end the whole core. */
  function tell(make: () => CoreEvent | null): void {
    try {
      const event = make();
      if (event !== null) events.emit(event);
    } catch (error) {
      dependencies.report(error);
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
      dependencies.settingsEvent().then(
        (event) => events.emit(event),
        (error: unknown) => dependencies.report(error),
      );
    },
    flush,
  };
}
