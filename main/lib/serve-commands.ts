import { commandSchemas } from '../../preload/contract/commands.ts';
import type { Reply } from '../../preload/contract/failure.ts';
import { commandNames, type CommandName } from '../../preload/contract/names.ts';
import type { CommandHandlers } from './command-handlers.ts';
import { isAbort, LecternError, remedy, toFailure } from './failure.ts';
import { interrupted } from './reject-on-abort.ts';

/** Answers a command by name with untrusted input; a reply is data and this never throws. */
export type CommandServer = (command: string, input: unknown, signal: AbortSignal) => Promise<Reply<unknown>>;

/**
 * The door every transport uses: knows the names, checks input and output against the contract, turns failures into data.
 * `report` hears of everything that was neither an expected failure nor an interruption.
 */
export function serveCommands(handlers: CommandHandlers, report: (error: unknown) => void): CommandServer {
  return async (command, input, signal) => {
    try {
      const name = commandNames.find((known) => known === command);
      if (name === undefined) throw unknownCommand(command);
      return { ok: true, value: await answer(handlers, name, input, signal) };
    } catch (error) {
      if (!(error instanceof LecternError) && !isAbort(error, signal)) report(error);
      return { ok: false, failure: toFailure(signal.aborted ? interrupted() : error) };
    }
  };
}

async function answer(
  handlers: CommandHandlers,
  name: CommandName,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const schemas = commandSchemas[name];
  const parsed = schemas.input.safeParse(input);
  if (!parsed.success) {
    throw invalidInput(
      parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')),
    );
  }
  // The handler belongs to the same name as the schema that has just checked its input.
  const handler = handlers[name] as (input: unknown, signal: AbortSignal) => unknown;
  return schemas.output.parse(await handler(parsed.data, signal));
}

function unknownCommand(command: string): LecternError {
  return new LecternError({
    code: 'COMMAND_UNKNOWN',
    message: `There is no command "${command.slice(0, 60)}".`,
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}

function invalidInput(problems: readonly string[]): LecternError {
  return new LecternError({
    code: 'INPUT_INVALID',
    message: `This cannot be understood. ${problems.join('; ')}.`,
    remedy: remedy('none', 'Correct it and try again'),
    class: 'fatal',
  });
}
