import { powerMonitor, powerSaveBlocker } from 'electron';
import type { CoreThread } from './core-thread.ts';

/** Tells the core of sleep and wake, and keeps the machine awake while a stage is at work. */
export function watchPower(core: CoreThread): void {
  const tell = (event: 'suspend' | 'resume') => void core.call('set-host-state', { event });
  powerMonitor.on('suspend', () => tell('suspend'));
  powerMonitor.on('resume', () => tell('resume'));
  const running = new Set<string>();
  let blocker: number | null = null;
  core.subscribe((event) => {
    if (event.name === 'lecture-removed') running.delete(event.payload.id);
    else if (event.name === 'lecture-changed') {
      if (event.payload.stages.some((stage) => stage.status === 'running')) running.add(event.payload.id);
      else running.delete(event.payload.id);
    } else return;
    if (running.size > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}
