import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run, runOrThrow } from './run.mjs';
import { say, SetupError, step } from './say.mjs';

/** Debian packages and how to tell that one is there: a program, a file, or a library Electron links to. */
const graphics = [
  { apt: 'libgtk-3-0', library: 'libgtk-3.so.0' },
  { apt: 'libnss3', library: 'libnss3.so' },
  { apt: 'libasound2', library: 'libasound.so.2' },
  { apt: 'libgbm1', library: 'libgbm.so.1' },
  { apt: 'libatk-bridge2.0-0', library: 'libatk-bridge-2.0.so.0' },
  { apt: 'libcups2', library: 'libcups.so.2' },
  { apt: 'libdrm2', library: 'libdrm.so.2' },
  { apt: 'libxss1', library: 'libXss.so.1' },
];

/** What showing a window needs where there is no screen. */
export const forVirtualDisplay = [
  { apt: 'xvfb', program: 'Xvfb' },
  { apt: 'xauth', program: 'xauth' },
];

/** What opening the app needs from the system. */
export const forTheApp = graphics;

/** What unpacking Electron from the npm registry needs. */
export const forUnpacking = [{ apt: 'unzip', program: 'unzip' }];

/** What compiling SQLite for an older Electron needs. */
export const forCompiling = [
  { apt: 'g++', program: 'g++' },
  { apt: 'make', program: 'make' },
  { apt: 'python3', program: 'python3' },
];

const testing = [
  { apt: 'ffmpeg', program: 'ffmpeg', onEverySystem: true },
  { apt: 'sox', program: 'sox', onEverySystem: true },
  { apt: 'pocketsphinx-testdata', file: '/usr/share/pocketsphinx/test/data/librivox' },
  { apt: 'gnome-keyring', program: 'gnome-keyring-daemon' },
  { apt: 'dbus', program: 'dbus-run-session' },
];

/** What the tests need from the system, beyond the app. */
export const forTests = [...forTheApp, ...forUnpacking, ...forCompiling, ...forVirtualDisplay, ...testing];

/**
 * Makes sure that programs and libraries of the system are there: installs them where that can be done without
 * a question (as root, with apt-get), else says the one command that does. Other systems than Linux bring what
 * Electron needs; what only tests use is looked for and named.
 */
export async function ensureSystemPackages(needs) {
  const missing = await whatIsMissing(needs);
  if (missing.length === 0) return;
  const names = missing.map((need) => need.apt);
  const canInstall = process.platform === 'linux' && process.getuid() === 0 && hasProgram('apt-get');
  if (!canInstall) throw new SetupError(howToInstall(names));
  await step(`Installing system packages: ${names.join(' ')}`, () => aptInstall(names));
  const still = await whatIsMissing(needs);
  if (still.length > 0) throw new SetupError(`Still missing: ${still.map((need) => need.apt).join(' ')}`);
}

async function whatIsMissing(needs) {
  if (process.platform !== 'linux') {
    return needs.filter((need) => need.onEverySystem && !hasProgram(need.program));
  }
  const libraries = (await run('/sbin/ldconfig', ['-p'], { capture: true })).output;
  return needs.filter((need) => {
    if (need.program) return !hasProgram(need.program);
    if (need.file) return !existsSync(need.file);
    return !libraries.includes(`\t${need.library} `);
  });
}

function hasProgram(name) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = [...process.env.PATH.split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => suffixes.some((suffix) => existsSync(join(folder, name + suffix))));
}

async function aptInstall(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...names];
  const { code } = await run('apt-get', install, { env, capture: true });
  if (code === 0) return;
  say('apt-get could not install them; refreshing its lists');
  await runOrThrow('apt-get', ['update'], { env, failure: 'apt-get update failed' });
  await runOrThrow('apt-get', install, { env, failure: 'apt-get install failed' });
}

function howToInstall(names) {
  if (process.platform === 'linux') {
    return `Some system packages are missing. Install them with:\n  sudo apt-get install -y ${names.join(' ')}`;
  }
  const tool = process.platform === 'darwin' ? 'brew install' : 'winget install';
  return `Some programs are missing. Install them with:\n  ${tool} ${names.join(' ')}`;
}
