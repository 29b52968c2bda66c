import { spawn } from 'node:child_process';

import { SetupError } from './say.mjs';

/**
 * Runs work beside an X server without a screen (Linux), and ends the server afterwards. Unlike `xvfb-run`, which
 * keeps signals to itself, this lets whoever started the work stop it.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets the environment in which windows open on that server
 * @returns {Promise<T>}
 */
export async function withVirtualDisplay(work) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Not in this process group: Ctrl+C must reach the app first, and its server last.
    detached: true,
  });
  const stop = () => server.kill();
  process.on('exit', stop);
  try {
    const display = await displayNumber(server);
    const { WAYLAND_DISPLAY: _screenOfThePerson, ...env } = process.env;
    return await work({ ...env, DISPLAY: `:${display}` });
  } finally {
    process.off('exit', stop);
    stop();
  }
}

function displayNumber(server) {
  return new Promise((resolve, reject) => {
    server.stdio[3].once('data', (chunk) => resolve(String(chunk).trim()));
    server.once('error', (error) => reject(new SetupError(`Xvfb could not be started: ${error.message}`)));
    server.once('exit', (code) => reject(new SetupError(`Xvfb ended at once (exit code ${code}).`)));
  });
}
