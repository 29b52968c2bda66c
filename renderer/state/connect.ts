import type { CoreEvent } from '../../preload/contract/events.ts';
import type { LectureView } from '../../preload/contract/lecture.ts';
import { failureOf } from '../bridge/failure-error.ts';
import { invoke, subscribe } from '../bridge/lectern.ts';
import { replacedLectures, withLectureChanges } from './lectures-slice.ts';
import { newest } from './newest.ts';
import { initialState, useLectern, type CoreState } from './store.ts';

/** Events that arrive within this time are written to the store at once: one redraw for a burst. */
const BATCH_MS = 16;

/**
 * Asks once for everything and then listens. Events that arrive while the answer is on its way are kept and applied
 * after it; revisions decide. After a restart of the core everything is asked again.
 * @returns a function that stops listening
 */
export function connect(): () => void {
  const batch = startBatch();
  const unsubscribe = subscribe((event) => {
    if (event.name === 'core-state-changed') changeCoreState(event.payload.state, batch);
    else batch.add(event);
  });
  void askForEverything(batch);
  return () => {
    unsubscribe();
    batch.stop();
  };
}

/** Reads the library again after it could not be read. */
export async function reload(): Promise<void> {
  useLectern.setState({ loadFailure: null });
  await ask();
}

/** Asks the core for a fresh health report and shows it. */
export async function checkHealth(): Promise<void> {
  const health = await invoke('check-health', {});
  useLectern.setState({ health, healthAt: Date.now() });
}

interface EventBatch {
  readonly add: (event: CoreEvent) => void;
  readonly hold: () => void;
  readonly release: () => void;
  readonly stop: () => void;
}

function changeCoreState(core: CoreState, batch: EventBatch): void {
  const wasReady = useLectern.getState().core === 'ready';
  useLectern.setState({ core });
  if (core === 'ready' && !wasReady) void askForEverything(batch);
}

async function askForEverything(batch: EventBatch): Promise<void> {
  batch.hold();
  try {
    await ask();
  } finally {
    batch.release();
  }
  const { health, isLoaded } = useLectern.getState();
  // The first report makes the dot in the sidebar speak; a core that can't answer is said elsewhere.
  if (health === null && isLoaded) checkHealth().catch(() => undefined);
}

async function ask(): Promise<void> {
  try {
    const [desktop, { library, lectures }, settings, { presets }] = await Promise.all([
      invoke('get-desktop-state', {}),
      invoke('get-library', {}),
      invoke('get-settings', {}),
      invoke('list-presets', {}),
    ]);
    useLectern.setState({
      ...replacedLectures(lectures),
      library,
      settings,
      presets,
      core: coreStateFrom(desktop.coreState),
      isLoaded: true,
      loadFailure: null,
    });
  } catch (error) {
    useLectern.setState({ loadFailure: failureOf(error) });
  }
}

function coreStateFrom(text: string): CoreState {
  return text === 'starting' || text === 'restarting' || text === 'failed' ? text : 'ready';
}

function startBatch(): EventBatch {
  let waiting: CoreEvent[] = [];
  let held = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  // A view that was on its way when its lecture was removed must not bring it back.
  const removedIds = new Set<string>();

  function write(): void {
    timer = null;
    if (held > 0 || waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    applyEvents(events, removedIds);
  }
  function schedule(): void {
    timer ??= setTimeout(write, BATCH_MS);
  }
  return {
    add: (event) => {
      waiting.push(event);
      schedule();
    },
    hold: () => {
      held += 1;
    },
    release: () => {
      held -= 1;
      schedule();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      waiting = [];
    },
  };
}

function applyEvents(events: readonly CoreEvent[], removedIds: Set<string>): void {
  const changed: LectureView[] = [];
  let { library, settings, health, healthAt } = useLectern.getState();
  for (const event of events) {
    if (event.name === 'lecture-changed') changed.push(event.payload);
    else if (event.name === 'lecture-removed') removedIds.add(event.payload.id);
    else if (event.name === 'library-changed') library = newest(library, event.payload);
    else if (event.name === 'settings-changed') settings = newest(settings, event.payload);
    else if (event.name === 'health-changed') [health, healthAt] = [event.payload, Date.now()];
  }
  const kept = changed.filter((view) => !removedIds.has(view.id));
  useLectern.setState((state) => ({
    library,
    settings,
    health,
    healthAt,
    ...(changed.length > 0 || removedIds.size > 0
      ? withLectureChanges(state, { changed: kept, removed: [...removedIds] })
      : {}),
  }));
}

/** Puts the mirror back to its first state; a fresh page starts like this. */
export function forgetEverything(): void {
  useLectern.setState(initialState, true);
}
