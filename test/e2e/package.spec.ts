import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';

import { launchApp, sandboxSwitches } from '../support/electron/launch-app.ts';
import { inspectableCopy, packagedApp } from '../support/electron/packaged-app.ts';
import { makeTestHome } from '../support/electron/test-home.ts';
import { requireSystem } from '../support/require-system.ts';

test('the package starts, shows its window and runs from its archive', async () => {
  const copy = await inspectableCopy(await packagedApp());
  const place = await makeTestHome();
  const launched = await launchApp({ home: place.home, packagedExecutable: copy.executable });
  try {
    const found = await launched.app.evaluate(({ app }) => ({
      path: app.getAppPath(),
      packaged: app.isPackaged,
    }));
    await expect(launched.window.locator('#root')).not.toBeEmpty();
    await launched.screenshot('package');

    expect(found).toEqual({ path: join(copy.resources, 'app.asar'), packaged: true });
    expect(launched.pageErrors).toEqual([]);
  } finally {
    await launched.close();
    await place.remove();
    await copy.remove();
  }
});

test('the package as it is shipped opens a page and has no door for a debugger', async () => {
  requireSystem(['linux'], 'it looks for the page among the processes that /proc lists');
  const { executable } = await packagedApp();
  const place = await makeTestHome();
  const child = spawn(executable, [...sandboxSwitches(), '--inspect=0'], {
    env: { ...process.env, LECTERN_HOME: place.home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
  try {
    await expect
      .poll(() => childCommands(child.pid), { timeout: 30_000 })
      .toContainEqual(expect.stringContaining('--type=renderer'));

    expect(child.exitCode).toBeNull();
    expect(messages).not.toContain('Debugger listening');
  } finally {
    await end(child);
    await place.remove();
  }
});

test('it carries exactly one better-sqlite3 binary', async () => {
  const { resources } = await packagedApp();

  const everything = await readdir(resources, { recursive: true });
  const archived = listPackage(join(resources, 'app.asar'), { isPack: false });

  expect(everything.filter((path) => path.endsWith('.node'))).toHaveLength(1);
  expect(archived.filter((path) => path.endsWith('.node'))).toHaveLength(1);
});

test('it carries one build of the media engine, and neither sources nor tests', async () => {
  const { resources } = await packagedApp();

  const archived = listPackage(join(resources, 'app.asar'), { isPack: false });
  const foreign = archived.filter((path) =>
    /^\/(main|renderer|preload|test|scripts)(\/|$)|\.(ts|tsx|map|cc|cpp|gyp|tsbuildinfo)$/.test(path),
  );

  expect(archived.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
  expect(foreign).toEqual([]);
  expect(archived.filter((path) => /^\/resources\/(readme|icons)(\/|$)/.test(path))).toEqual([]);
  expect(archived).toContain('/resources/prices.json');
});

test('its manifest names no development dependency or script', async () => {
  const { resources } = await packagedApp();

  const manifest: unknown = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString());

  expect(manifest).toMatchObject({ name: 'lectern', main: 'out/main/index.js' });
  expect(manifest).not.toHaveProperty('devDependencies');
  expect(manifest).not.toHaveProperty('build');
});

test('its fuses are set', async () => {
  const wire = await getCurrentFuseWire((await packagedApp()).executable);

  const states = Object.fromEntries(
    Object.entries(expectedFuses).map(([name, [fuse]]) => [name, wire[fuse] === FuseState.ENABLE]),
  );

  expect(states).toEqual(
    Object.fromEntries(Object.entries(expectedFuses).map(([name, [, on]]) => [name, on])),
  );
});

test('it can’t be used as a plain Node', async () => {
  const { executable } = await packagedApp();
  const place = await makeTestHome();

  // With the fuse open this would print 42 and end; with it closed the app starts, and is ended by the timeout.
  const run = promisify(execFile)(executable, ['-p', '6 * 7', ...sandboxSwitches()], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', LECTERN_HOME: place.home },
    timeout: 4_000,
    killSignal: 'SIGKILL',
  });
  const output = await run.then(
    (result) => result.stdout,
    (error: unknown) => (error instanceof Error && 'stdout' in error ? String(error.stdout) : ''),
  );

  expect(output).not.toContain('42');
  await place.remove();
});

test('the licences of what it carries are beside it', async () => {
  const { resources } = await packagedApp();
  const read = (name: string) => readFile(join(resources, 'licenses', name), 'utf8');

  expect(await read('LECTERN.txt')).toContain('The Lectern authors');
  expect(await read('GPL-2.0.txt')).toContain('GNU GENERAL PUBLIC LICENSE');
  expect(await read('FFMPEG.md')).toContain('Written offer');
  expect(await read('INTER-OFL.txt')).toContain('SIL OPEN FONT LICENSE');
  expect(await read('LIBRARIES-WINDOW.md')).toContain('react');
});

const expectedFuses: Readonly<Record<string, readonly [FuseV1Options, boolean]>> = {
  runAsNode: [FuseV1Options.RunAsNode, false],
  cookieEncryption: [FuseV1Options.EnableCookieEncryption, true],
  nodeOptions: [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  inspectArguments: [FuseV1Options.EnableNodeCliInspectArguments, false],
  asarIntegrity: [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  onlyAsar: [FuseV1Options.OnlyLoadAppFromAsar, true],
  browserSnapshot: [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
  fileProtocolPrivileges: [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
};

/** Command lines of all processes that descend from `pid`. */
async function childCommands(pid: number | undefined): Promise<string[]> {
  if (pid === undefined) return [];
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const pids = children.split(' ').filter(Boolean).map(Number);
  const own = await Promise.all(
    pids.map((child) => readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')),
  );
  const below = await Promise.all(pids.map(childCommands));
  return [...own, ...below.flat()];
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
