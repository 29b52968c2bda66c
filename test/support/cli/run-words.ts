import type { Work } from '../../../main/cli/context.ts';
import type { Terminal } from '../../../main/cli/output.ts';
import type { GlobalOptions } from '../../../main/cli/program.ts';
import { runCli } from '../../../main/cli/run-cli.ts';
import { createRecordingClient, type Answers, type RecordingClient } from './recording-client.ts';

/** What a command line came to. */
export interface CliRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** What `--json` printed. */
  json(): unknown;
  readonly client: RecordingClient;
  /** With what a core was asked for; once for each time. */
  readonly opened: readonly (GlobalOptions & { readonly work: Work })[];
}

/** A terminal that keeps what is written. */
export function keepingTerminal(
  isInteractive = false,
  columns = 80,
): Terminal & { readonly written: { out: string; err: string } } {
  const written = { out: '', err: '' };
  return {
    written,
    isInteractive,
    columns,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
  };
}

/** Carries out a command line against a client that knows these answers. */
export async function runWords(
  words: readonly string[],
  answers: Answers = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<CliRun> {
  const terminal = keepingTerminal();
  const client = createRecordingClient(answers);
  const opened: (GlobalOptions & { readonly work: Work })[] = [];
  const exitCode = await runCli(words, {
    terminal,
    version: '1.2.3',
    signal,
    openCore: async (options) => {
      opened.push(options);
      return client;
    },
  });
  const { out, err } = terminal.written;
  return { exitCode, out, err, json: () => JSON.parse(out) as unknown, client, opened };
}
