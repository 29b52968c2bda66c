import { parentPort, workerData } from 'node:worker_threads';
import { startCoreDoor } from './core-door.ts';
import type { CoreThreadData } from './lib/thread-messages.ts';

/** The thread the core lives in: a disk that takes a second to sync must never freeze a window. */
if (parentPort === null) throw new Error('The core runs in a thread of the app');
void startCoreDoor(parentPort, workerData as CoreThreadData);
