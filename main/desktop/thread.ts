import { Worker } from 'node:worker_threads';
import type { CoreThreadData, MessageFromCore, MessageToCore } from '../lib/thread-messages.ts';

/** One life of the core's thread. */
export interface Thread {
  /** Sends a message; one to a thread that is gone is lost. */
  tell(message: MessageToCore): void;
  /** Asks it to end and ends it after `limitMs`. Resolves when it is gone, at once when it already is. */
  stop(limitMs: number): Promise<void>;
}

/** What a thread tells its keeper. */
export interface ThreadListeners {
  hear(message: MessageFromCore, sender: Thread): void;
  /** The error that ends the thread, when there is one. */
  failed(error: unknown): void;
  /** The thread has ended, for whatever reason. Called once. */
  gone(): void;
}

/** Short-lived garbage is collected at this size, not at 48 MB: a long lecture must not take more memory than a short one. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 8 };

/** Starts the thread. */
export function startThread(entry: URL, data: CoreThreadData, listeners: ThreadListeners): Thread {
  const worker = new Worker(entry, {
    workerData: data,
    name: 'lectern-core',
    resourceLimits: THREAD_LIMITS,
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const thread: Thread = {
    tell: (message) => worker.postMessage(message),
    async stop(limitMs) {
      worker.postMessage({ kind: 'stop' } satisfies MessageToCore);
      const limit = setTimeout(() => void worker.terminate(), limitMs);
      await ended;
      clearTimeout(limit);
    },
  };
  worker.on('message', (message: MessageFromCore) => listeners.hear(message, thread));
  worker.on('error', (error) => listeners.failed(error));
  worker.on('exit', () => listeners.gone());
  return thread;
}
