import { isRepeatable } from './messages.ts';

/** The calls of one client that have not been answered yet. */
export interface OpenCalls {
  count(): number;
  has(id: number): boolean;
  /** Notes a call; the signal is aborted when it is not to be finished. */
  open(id: number, command: string): AbortSignal;
  /** Takes a call off the list. Answers false when it was not on it any more: then nobody waits for its reply. */
  settle(id: number): boolean;
  /** Aborts a call; it stays open until it is settled. */
  cancel(id: number): void;
  abortAll(): void;
  /** Aborts the calls that the client may send again elsewhere; answers their ids. */
  abortRepeatable(): number[];
  /** Waits until no call is open, at most `limitMs`. */
  drain(limitMs: number): Promise<void>;
}

/** Starts with no calls. */
export function createOpenCalls(): OpenCalls {
  const calls = new Map<number, { readonly command: string; readonly controller: AbortController }>();
  let whenEmpty = (): void => undefined;

  function settle(id: number): boolean {
    const wasOpen = calls.delete(id);
    if (calls.size === 0) whenEmpty();
    return wasOpen;
  }

  function abort(ids: readonly number[]): number[] {
    for (const id of ids) {
      calls.get(id)?.controller.abort();
      settle(id);
    }
    return [...ids];
  }

  return {
    count: () => calls.size,
    has: (id) => calls.has(id),
    open(id, command) {
      const controller = new AbortController();
      calls.set(id, { command, controller });
      return controller.signal;
    },
    settle,
    cancel: (id) => calls.get(id)?.controller.abort(),
    abortAll: () => void abort([...calls.keys()]),
    abortRepeatable: () =>
      abort([...calls].filter(([, call]) => isRepeatable(call.command)).map(([id]) => id)),
    async drain(limitMs) {
      if (calls.size === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        whenEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
