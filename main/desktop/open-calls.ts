import type { Failure, Reply } from '../../preload/contract/failure.ts';

/** Calls that wait for their reply, by number. */
export interface OpenCalls {
  /** Numbers a call, sends it and resolves with its reply; never rejects. */
  open(send: (id: number) => void): Promise<Reply<unknown>>;
  /** A reply has come; one nobody waits for is dropped. */
  settle(id: number, reply: Reply<unknown>): void;
  /** Nothing will be answered any more: every call fails with this. */
  settleAll(failure: Failure): void;
}

/** Makes an empty list of calls. Numbers are never used twice. */
export function createCalls(): OpenCalls {
  const waiting = new Map<number, (reply: Reply<unknown>) => void>();
  let lastId = 0;
  return {
    open(send) {
      const id = ++lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        send(id);
      });
    },
    settle(id, reply) {
      waiting.get(id)?.(reply);
      waiting.delete(id);
    },
    settleAll(failure) {
      for (const settle of waiting.values()) settle({ ok: false, failure });
      waiting.clear();
    },
  };
}
