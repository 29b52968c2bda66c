import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../main/cli.ts', import.meta.url));

/** How a command ended. */
export interface CliEnd {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
  /** The one document of `--json`; throws when there is not exactly one. */
  json(): unknown;
}

/** A command that runs. */
export interface CliProcess {
  readonly process: ChildProcess;
  readonly ended: Promise<CliEnd>;
  /** `kill -9`; answers when it is gone. */
  kill(): Promise<CliEnd>;
}

/** Where a command runs. */
export interface CliSurroundings {
  readonly home: string;
  /** Null leaves the key or the server out. */
  readonly provider?: { readonly url: string; readonly apiKey: string | null };
  readonly environment?: Readonly<Record<string, string>>;
  /** A program that starts the command, with its words: the command follows them. */
  readonly under?: readonly string[];
  readonly stdin?: string;
  /** Working folder; this process's own when left out. */
  readonly folder?: string;
}

/** Starts the command line from source in a process of its own; it is killed when the test has ended. */
export function startCli(words: readonly string[], surroundings: CliSurroundings): CliProcess {
  const { home, provider, environment = {}, under = [], stdin, folder } = surroundings;
  const line = [...under, process.execPath, PROGRAM, ...words];
  const child = spawn(line[0] ?? '', line.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(folder === undefined ? {} : { cwd: folder }),
    env: {
      ...{ PATH: process.env['PATH'], LECTERN_HOME: home, NODE_NO_WARNINGS: '1' },
      ...(provider === undefined ? {} : { OPENAI_BASE_URL: provider.url }),
      ...(provider?.apiKey === undefined || provider.apiKey === null
        ? {}
        : { OPENAI_API_KEY: provider.apiKey }),
      ...environment,
    },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin ?? '');
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<CliEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve({ exitCode, out, err, json: () => JSON.parse(out) as unknown });
    });
  });
  const kill = (): Promise<CliEnd> => {
    child.kill('SIGKILL');
    return ended;
  };
  onTestFinished(async () => {
    await kill().catch(() => undefined);
  });
  return { process: child, ended, kill };
}

/** Runs a command to its end. */
export function runCommand(words: readonly string[], surroundings: CliSurroundings): Promise<CliEnd> {
  return startCli(words, surroundings).ended;
}
