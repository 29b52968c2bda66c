import { root } from './places.mjs';
import { runInForeground } from './run.mjs';
import { say, SetupError } from './say.mjs';
import { ensureSystemPackages, forVirtualDisplay } from './system.mjs';

const virtualDisplayFlag = '--virtual-display';

/**
 * Opens the app and waits until it is closed.
 * @param {{ executable: string }} electron
 * @param {string[]} args arguments for the app; `--virtual-display` is ours and opens it without a screen
 * @param {Record<string, string>} env added to the environment of the app
 * @returns {Promise<number>} its exit code
 */
export async function openApp(electron, args, env = {}) {
  const command = [
    electron.executable,
    ...sandboxSwitches(),
    root,
    ...args.filter((a) => a !== virtualDisplayFlag),
  ];
  if (args.includes(virtualDisplayFlag)) {
    await ensureSystemPackages(forVirtualDisplay);
    command.unshift('xvfb-run', '--auto-servernum', '--server-args=-screen 0 1440x900x24');
  } else if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new SetupError(
      'Everything is ready, but there is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is ' +
        `set). Run this in a desktop session, or without a screen: npm start -- ${virtualDisplayFlag}`,
    );
  }
  say('Opening Lectern');
  const [program, ...rest] = command;
  return runInForeground(program, rest, { cwd: root, env: { ...process.env, ...env } });
}

/** Chromium refuses to sandbox its processes under root. Only this script and the tests turn the sandbox off. */
function sandboxSwitches() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return [];
  say('running as root: Chromium works without its sandbox; prefer an ordinary user');
  return ['--no-sandbox'];
}
