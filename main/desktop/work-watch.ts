import type { CoreEvent } from '../../preload/contract/events.ts';

/** Keeps the machine awake; the returned function lets it sleep again. */
export type KeepAwake = () => () => void;

/** Makes a listener to the core's events that keeps the machine awake while a stage of any lecture is running. */
export function createWorkWatch(keepAwake: KeepAwake): (event: CoreEvent) => void {
  const running = new Set<string>();
  let letSleep: (() => void) | null = null;
  return (event) => {
    note(running, event);
    if (running.size > 0) letSleep ??= keepAwake();
    else {
      letSleep?.();
      letSleep = null;
    }
  };
}

function note(running: Set<string>, event: CoreEvent): void {
  switch (event.name) {
    case 'lecture-removed':
      running.delete(event.payload.id);
      return;
    case 'lecture-changed':
      if (event.payload.stages.some((stage) => stage.status === 'running')) running.add(event.payload.id);
      else running.delete(event.payload.id);
      return;
    case 'core-state-changed':
      // A core that died runs nothing; one that was started again tells what runs.
      if (event.payload.state !== 'ready') running.clear();
      return;
    default:
      return;
  }
}
