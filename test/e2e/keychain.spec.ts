import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { addLectures, enterKey, goTo, openWhenReady } from '../support/electron/desktop-steps.ts';
import { startKeyring, type TestKeyring } from '../support/electron/keyring.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';
import { requireSystem } from '../support/require-system.ts';

const KEY = 'sk-keychain-51c7d90ab2e6';

test.describe.configure({ mode: 'serial' });

let keyring: TestKeyring;
let simulator: Simulator;
let place: TestHome;
let launched: LaunchedApp;

test.beforeAll(async () => {
  requireSystem(['linux'], 'the keychain belongs to the person running the tests');
  keyring = await startKeyring();
  simulator = await startSimulator({ apiKey: KEY, latency: NO_LATENCY });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  launched = await launch();
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
  await keyring.stop();
});

test('with a keychain the window says where the key goes, and keeps it there', async () => {
  await goTo(launched.window, 'Settings');
  await expect(
    launched.window.getByText('It is kept encrypted with the system keychain (the keyring)'),
  ).toBeVisible();

  await enterKey(launched.window, KEY);

  await expect(launched.window.getByText('A key is set, kept in the system keychain.')).toBeVisible();
});

test('the file beside the database holds no plain key and is for this user only', async () => {
  const file = join(place.home, 'secrets.json');

  const text = await readFile(file, 'utf8');

  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(text).toContain('keychain');
  expect(text).not.toContain(KEY);
  // Nor hidden under an encoding anyone can undo: what is stored is not the key's own bytes.
  expect(text).not.toContain(Buffer.from(KEY).toString('base64').slice(0, 16));
});

test('after a restart the key is there, and work is done with it', async () => {
  await launched.app.close();
  launched = await launch();
  const recording = await makeRecording(place.folder, 'Lecture 6 – Keys', { seconds: 30, seed: 6 });

  await addLectures(launched.window, [recording.path]);

  await openWhenReady(launched.window, recording.title);
  await goTo(launched.window, 'Settings');
  await expect(launched.window.getByText('A key is set, kept in the system keychain.')).toBeVisible();
});

test('without that keychain the saved key cannot be read, and the person is asked again', async () => {
  await launched.app.close();
  launched = await launchApp({ home: place.home, args: ['--password-store=basic'] });

  await expect(launched.window.getByText('To work on your own recordings')).toBeVisible();
});

test('removing the key removes it from the file', async () => {
  await launched.app.close();
  launched = await launch();
  await goTo(launched.window, 'Settings');

  await launched.window.getByRole('button', { name: 'Remove', exact: true }).click();

  await expect(launched.window.getByLabel('API key')).toBeVisible();
  expect(await readFile(join(place.home, 'secrets.json'), 'utf8')).not.toContain('keychain');
});

function launch(): Promise<LaunchedApp> {
  return launchApp({ home: place.home, env: keyring.env, args: ['--password-store=gnome-libsecret'] });
}
