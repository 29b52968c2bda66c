import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openCoreClient } from './cli/open-core.ts';
import type { Terminal } from './cli/output.ts';
import { runCli } from './cli/run-cli.ts';

const here = dirname(fileURLToPath(import.meta.url));

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isInteractive: process.stderr.isTTY,
  columns: process.stderr.columns ?? 80,
};

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new Error('Interrupted')));
process.once('SIGTERM', () => interrupt.abort(new Error('Interrupted')));

const exitCode = await runCli(process.argv.slice(2), {
  terminal,
  version: version(),
  signal: interrupt.signal,
  openCore: (options) =>
    openCoreClient(options, { resources: resources(), environment: process.env, stdin: process.stdin }),
});
process.exitCode = exitCode;
// A command is over when its answer is written; an idle worker thread must not keep the terminal waiting.
await flushed(process.stdout);
process.exit(exitCode);

function resources(): string {
  return (
    [join(here, '../../resources'), join(here, '../resources')].find((folder) => existsSync(folder)) ?? here
  );
}

function version(): string {
  const text = readFileSync(join(resources(), '../package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
