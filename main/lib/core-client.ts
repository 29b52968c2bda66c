import type { CommandOutput, CommandRequest } from '../../preload/contract/commands.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { CommandName } from '../../preload/contract/names.ts';

/** A door's way to a core, wherever that runs: in this process, in a thread, or behind the owner's socket. */
export interface CoreClient {
  /** Asks for a command. Throws `LecternError` with the core's failure; an aborted signal cancels the command there too. */
  call<Name extends CommandName>(
    name: Name,
    request: CommandRequest<Name>,
    signal?: AbortSignal,
  ): Promise<CommandOutput<Name>>;
  /** Hears every event; the returned function stops it. */
  subscribe(listener: (event: CoreEvent) => void): () => void;
  /** Lets go of the core; one that runs in this process is stopped in order. */
  close(): Promise<void>;
}
