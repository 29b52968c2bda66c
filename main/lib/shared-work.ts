/** Work that several ask for at once and that is done once for all of them. */
export interface SharedWork<Key> {
  /**
   * Joins the work that is under way for this key, or begins it. An aborted asker rejects with its signal's reason and leaves the others
   * alone; the work itself is aborted when the last one has gone.
   */
  run(key: Key, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  askers: number;
}

/** Makes a list of shared work with nothing under way. */
export function createSharedWork<Key>(): SharedWork<Key> {
  const all = new Map<Key, Running>();

  function begin(key: Key, work: (signal: AbortSignal) => Promise<void>): Running {
    const controller = new AbortController();
    const ended = work(controller.signal).finally(() => {
      if (all.get(key) === running) all.delete(key);
    });
    const running: Running = { controller, ended, askers: 0 };
    all.set(key, running);
    return running;
  }

  return {
    async run(key, signal, work) {
      signal.throwIfAborted();
      const running = all.get(key) ?? begin(key, work);
      running.askers += 1;
      try {
        await orAborted(running.ended, signal);
      } finally {
        running.askers -= 1;
        if (running.askers === 0) {
          // A newcomer begins anew instead of joining what is being ended; what has ended already is not touched by this.
          if (all.get(key) === running) all.delete(key);
          running.controller.abort();
        }
      }
    },
  };
}

async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    stop = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
  });
  await Promise.race([work, aborted]).finally(stop);
}
