import type { CommandName } from '../../preload/contract/names.ts';
import type { CommandOutput, CommandRequest } from '../../preload/contract/commands.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { CommandHandlers } from './command-handlers.ts';
import type { CoreClient } from './core-client.ts';
import { rejectOnAbort } from './reject-on-abort.ts';
import { valueOf } from './reply.ts';
import { serveCommands } from './serve-commands.ts';

/** What is needed of a core to be its client in the same process. */
export interface LocalCore {
  readonly handlers: CommandHandlers;
  subscribe(listener: (event: CoreEvent) => void): () => void;
  stop(): Promise<void>;
  report(error: unknown): void;
}

/** A client of the core in this process: the same checks and failures as through any other door. Closing it stops the core. */
export function createLocalClient(core: LocalCore): CoreClient {
  const serve = serveCommands(core.handlers, (error) => core.report(error));
  const never = new AbortController().signal;
  return {
    async call<Name extends CommandName>(name: Name, request: CommandRequest<Name>, signal?: AbortSignal) {
      const reply = await rejectOnAbort(serve(name, request, signal ?? never), signal);
      // Has passed the schema of this name on its way out.
      return valueOf(reply) as CommandOutput<Name>;
    },
    subscribe: (listener) => core.subscribe(listener),
    close: () => core.stop(),
  };
}
