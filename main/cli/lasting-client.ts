import type { CommandRequest } from '../../preload/contract/commands.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { CommandName } from '../../preload/contract/names.ts';
import type { CoreClient } from '../lib/core-client.ts';
import { LecternError } from '../lib/failure.ts';
import { isRepeatable } from '../ownership/messages.ts';
import type { OwnerClient } from '../ownership/owner-connection.ts';

/** How often one call may move on to another owner; more than that is no coincidence. */
const MOST_MOVES = 10;

/**
 * A client that outlives the owner it talks to. The owner may be a short command in another terminal, or the app being closed: then
 * `open` connects to the next one, or starts a core here, and goes on. A call that may have been carried out already is not sent
 * twice; it fails with `OWNER_GONE`.
 */
export async function createLastingClient(open: () => Promise<OwnerClient>): Promise<CoreClient> {
  let current = await open();
  let moving: Promise<void> | null = null;
  const listeners = new Map<(event: CoreEvent) => void, () => void>();

  async function replace(lost: OwnerClient): Promise<void> {
    await lost.close();
    current = await open();
    for (const listener of listeners.keys()) listeners.set(listener, current.subscribe(listener));
  }

  async function moveOn(lost: OwnerClient): Promise<void> {
    if (current !== lost) return;
    moving ??= replace(lost).finally(() => (moving = null));
    await moving;
  }

  return {
    async call<Name extends CommandName>(name: Name, request: CommandRequest<Name>, signal?: AbortSignal) {
      for (let moves = 0; ; moves++) {
        if (!current.isOpen()) await moveOn(current);
        const used = current;
        try {
          return await used.call(name, request, signal);
        } catch (error) {
          if (moves === MOST_MOVES || !maySendAgain(name, error)) throw error;
          await moveOn(used);
        }
      }
    },
    subscribe(listener) {
      listeners.set(listener, current.subscribe(listener));
      return () => {
        listeners.get(listener)?.();
        listeners.delete(listener);
      };
    },
    async close() {
      await moving?.catch(() => undefined);
      await current.close();
    },
  };
}

function maySendAgain(name: CommandName, error: unknown): boolean {
  if (!(error instanceof LecternError)) return false;
  const { code } = error.failure;
  return code === 'OWNER_CLOSING' || (code === 'OWNER_GONE' && isRepeatable(name));
}
