import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { projectFolder } from './electron-choice.ts';

/** What a command of the built command line came to. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `lectern` command on Node 24 with this home, and without the keys of the person running the tests. */
export async function runCli(
  home: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _address, ...inherited } = process.env;
  const child = spawn(newNode(), [join(projectFolder, 'out/main/cli.js'), ...words], {
    env: { ...inherited, LECTERN_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** The Node of the project, which is newer than the one Playwright may have been started with. */
function newNode(): string {
  const own = join(projectFolder, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}
