import type { CommandInput, CommandOutput } from '../../preload/contract/commands.ts';
import type { CommandName } from '../../preload/contract/names.ts';

/** The core's side of the contract: one function per command. They throw; the doors turn failures into data. */
export type CommandHandlers = {
  readonly [Name in CommandName]: (
    input: CommandInput<Name>,
    signal: AbortSignal,
  ) => Promise<CommandOutput<Name>> | CommandOutput<Name>;
};
