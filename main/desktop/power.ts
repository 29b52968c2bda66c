import { powerMonitor, powerSaveBlocker } from 'electron';
import type { CoreThread } from './core-thread.ts';
import { createWorkWatch } from './work-watch.ts';

/** Tells the core of sleep and wake, and keeps the machine awake while a stage is at work. */
export function watchPower(core: CoreThread): void {
  const tell = (event: 'suspend' | 'resume') => void core.call('set-host-state', { event });
  powerMonitor.on('suspend', () => tell('suspend'));
  powerMonitor.on('resume', () => tell('resume'));
  core.subscribe(createWorkWatch(keepAwake));
}

function keepAwake(): () => void {
  const blocker = powerSaveBlocker.start('prevent-app-suspension');
  return () => void powerSaveBlocker.stop(blocker);
}
