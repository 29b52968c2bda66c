import { spawn } from 'node:child_process';

import { SetupError } from './say.mjs';
import { root } from './places.mjs';

/**
 * Runs a program in the project folder to its end. Its output goes to stderr unless `stdio` says otherwise.
 * @returns {Promise<{ code: number, output: string }>} exit code (128 + number for a signal, 127 when it can't
 *   be started) and, with `capture`, what it printed on both streams
 */
export function run(command, args, { capture = false, ...options } = {}) {
  return new Promise((resolve) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2];
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: String(error.message) }));
    child.on('close', (code, signal) => resolve({ code: code ?? signalCode(signal), output }));
  });
}

/** Like {@link run}, and throws with the last lines of the output when the program fails. */
export async function runOrThrow(command, args, { failure, ...options } = {}) {
  const { code, output } = await run(command, args, { capture: true, ...options });
  if (code === 0) return output;
  const tail = output.trim().split('\n').slice(-20).join('\n');
  throw new SetupError(`${failure ?? `${command} ${args.join(' ')} failed`} (exit code ${code}).\n${tail}`);
}

/**
 * Runs a program in the foreground: its streams are this process's, signals sent to this process reach it,
 * and its exit code is returned.
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forward = (signal) => {
      // A terminal sends Ctrl+C to the whole process group: forwarding it would interrupt the child twice.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(code ?? signalCode(signal));
    });
  });
}

/** npm as it was started, so that the version a person chose is the one that works. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) return run(process.execPath, [script, ...args], options);
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, { ...options, shell: windows });
}

function signalCode(signal) {
  return 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0);
}
