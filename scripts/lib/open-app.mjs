import { root } from './places.mjs';
import { runInForeground } from './run.mjs';
import { say, SetupError } from './say.mjs';
import { ensureSystemPackages, forVirtualDisplay } from './system.mjs';
import { withVirtualDisplay } from './virtual-display.mjs';

const virtualDisplayFlag = '--virtual-display';

/**
 * Opens the app and waits until it is closed.
 * @param {{ executable: string }} electron
 * @param {string[]} args arguments for the app; `--virtual-display` is ours and opens it without a screen
 * @param {Record<string, string>} env added to the environment of the app
 * @returns {Promise<number>} its exit code
 */
export async function openApp(electron, args, env = {}) {
  const own = args.filter((argument) => argument !== virtualDisplayFlag);
  const command = [...sandboxSwitches(), root, ...own];
  const open = (environment) => {
    say('Opening Lectern');
    return runInForeground(electron.executable, command, { cwd: root, env: { ...environment, ...env } });
  };
  if (args.includes(virtualDisplayFlag) && process.platform === 'linux') {
    await ensureSystemPackages(forVirtualDisplay);
    return withVirtualDisplay(open);
  }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new SetupError(
      'Everything is ready, but there is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is ' +
        `set). Run this in a desktop session, or without a screen: npm start -- ${virtualDisplayFlag}`,
    );
  }
  return open(process.env);
}

/** Chromium refuses to sandbox its processes under root. Only this script and the tests turn the sandbox off. */
function sandboxSwitches() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return [];
  say('running as root: Chromium works without its sandbox; prefer an ordinary user');
  return ['--no-sandbox'];
}
