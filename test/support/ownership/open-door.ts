import { onTestFinished } from 'vitest';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import { createEmitter, type Emitter } from '../../../main/lib/emitter.ts';
import type { CommandServer } from '../../../main/lib/serve-commands.ts';
import { startDoor, type Door } from '../../../main/ownership/door.ts';
import { acquireOwnership } from '../../../main/ownership/ownership.ts';
import { testServer } from './test-server.ts';

/** An owner in this process with its door open. */
export interface OpenDoor {
  readonly door: Door;
  readonly events: Emitter<CoreEvent>;
  /** `started <command>` and `aborted <command>`, in order. */
  readonly log: readonly string[];
  /** Closes the door and lets go of the home. */
  readonly leave: () => Promise<void>;
}

/** Becomes the owner and opens the door; both end with the test. */
export async function openDoor(home: string, handle?: CommandServer): Promise<OpenDoor> {
  const log: string[] = [];
  const events = createEmitter<CoreEvent>();
  const ownership = await acquireOwnership(home, 'app');
  const door = await startDoor({
    home,
    handle: handle ?? testServer((word) => log.push(word)),
    subscribe: (listener) => events.subscribe(listener),
  });
  const leave = async (): Promise<void> => {
    await door.close();
    ownership.release();
  };
  onTestFinished(leave);
  return { door, events, log, leave };
}
