import type { CoreClient } from '../lib/core-client.ts';
import { toFailure } from '../lib/failure.ts';
import type { CommandContext, Work } from './context.ts';
import { exitCodes, writeFailure, writeResult, type Terminal } from './output.ts';
import { parseCommandLine, type GlobalOptions } from './program.ts';

/** What the command line stands on; the entry gives the real things. */
export interface CliEnvironment {
  readonly terminal: Terminal;
  readonly version: string;
  /** Connects to the owner of the home, or starts a core here. */
  openCore(options: GlobalOptions & { readonly work: Work }): Promise<CoreClient>;
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
}

/**
 * Carries out one command line. Never throws; answers the exit code. With `--json` exactly one document goes to standard output,
 * whatever happens.
 */
export async function runCli(words: readonly string[], environment: CliEnvironment): Promise<number> {
  const { terminal, signal } = environment;
  // Known before the words are understood, so that a mistake in them is answered as JSON too.
  const asJson = asksForJson(words);
  const opened: CoreClient[] = [];
  try {
    const command = parseCommandLine(words, environment.version, terminal);
    if (command === null) return exitCodes.done;
    const context: CommandContext = {
      terminal,
      signal,
      asJson,
      connect: async (work) => {
        const client = await environment.openCore({ ...command.options, work });
        opened.push(client);
        return client;
      },
    };
    return writeResult(terminal, await command.run(context), asJson);
  } catch (error) {
    if (signal.aborted) return writeInterrupted(terminal, asJson);
    if (process.env['LECTERN_DEBUG'] === '1')
      terminal.err(`${error instanceof Error ? error.stack : String(error)}\n`);
    return writeFailure(terminal, toFailure(error), asJson);
  } finally {
    for (const client of opened) await client.close();
  }
}

/** Whether the option stands among the words; after two dashes there are only names. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).includes('--json');
}

function writeInterrupted(terminal: Terminal, asJson: boolean): number {
  writeFailure(
    terminal,
    {
      code: 'INTERRUPTED',
      message: 'Stopped. What is done stays, the rest goes on with "lectern run".',
      remedy: { action: 'none', label: 'Nothing is lost' },
    },
    asJson,
  );
  return exitCodes.interrupted;
}
