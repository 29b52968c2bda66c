import { readdir } from 'node:fs/promises';

import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { goTo, lectureRow } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { runCli } from '../support/electron/run-cli.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

// The command line while the app is open: every test goes on where the one before stopped.
test.describe.configure({ mode: 'serial' });

let simulator: Simulator;
let place: TestHome;
let recording: TestRecording;
let launched: LaunchedApp;

test.beforeAll(async () => {
  simulator = await startSimulator({ latency: NO_LATENCY });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  recording = await makeRecording(place.folder, 'Lecture 3 – Cycles', { seconds: 30, seed: 3 });
  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test('`lectures` lists what the window shows', async () => {
  const listed = await cli('lectures', '--json');

  const titles = await launched.window
    .getByRole('list', { name: 'Lectures' })
    .getByRole('link')
    .allTextContents();
  expect(listed.code).toBe(0);
  expect(listed.stderr).toBe('');
  expect(lecturesOf(listed.stdout).map((lecture) => lecture.title)).toEqual(titles);
});

test('`import` goes through the open app: the lecture appears and becomes ready in the window, with the app’s key', async () => {
  const imported = await cli('import', recording.path, '--json');

  expect(imported.code).toBe(0);
  expect(lecturesOf(imported.stdout)).toMatchObject([{ title: recording.title }]);
  await expect(lectureRow(launched.window, recording.title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
});

test('`process` of a second file waits until the app has finished it, and saves its files', async () => {
  const other = await makeRecording(place.folder, 'Lecture 4 – Work', { seconds: 20, seed: 4 });

  const processed = await cli('process', other.path, '--formats', 'md,json', '--out', place.saved, '--json');

  expect(processed.code).toBe(0);
  expect(lecturesOf(processed.stdout)).toMatchObject([{ title: other.title, status: 'ready' }]);
  expect((await readdir(place.saved)).toSorted()).toEqual([`${other.title}.json`, `${other.title}.md`]);
  await expect(lectureRow(launched.window, other.title)).toContainText('Ready');
  expect(simulator.ledger.paidTwice()).toEqual([]);
});

test('a setting changed by the command line shows in the window at once', async () => {
  await goTo(launched.window, 'Settings');
  await expect(launched.window.getByLabel('Server address')).toHaveValue(simulator.url);

  const set = await cli('settings', 'set', 'appearance.theme', 'dark', '--json');

  expect(JSON.parse(set.stdout)).toEqual({ settings: { 'appearance.theme': 'dark' } });
  await expect(launched.window.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('`health` asks the app, and secrets are told as set or not', async () => {
  const health = await cli('health', '--json');
  const settings = await cli('settings', 'list', '--json');

  expect(health.code).toBe(0);
  expect(JSON.parse(health.stdout)).toMatchObject({ status: 'ok' });
  expect(JSON.parse(settings.stdout)).toMatchObject({ settings: { 'provider.apiKey': 'set' } });
  expect(settings.stdout).not.toContain(simulator.apiKey);
});

test('exit codes say how it went', async () => {
  const missing = await cli('process', '/nowhere/at all.mp3', '--json');
  const wrongUse = await cli('settings', 'set', 'no.such.setting', '1', '--json');
  const noFormat = await cli(
    'export',
    firstId(await cli('lectures', '--json')),
    '--formats',
    'pdf',
    '--out',
    place.saved,
    '--json',
  );

  expect([missing.code, wrongUse.code, noFormat.code]).toEqual([1, 2, 2]);
  expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'AUDIO_FILE_MISSING' } });
  expect(JSON.parse(noFormat.stdout)).toMatchObject({ error: { code: 'FORMAT_NOT_AVAILABLE' } });
});

test('a second start of the app brings the first window forward and ends', async () => {
  // There is no window manager here that could minimise: what the app asks of its window is noted instead.
  await launched.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window');
    const asked: string[] = [];
    Object.assign(globalThis, { askedOfWindow: asked });
    window.isMinimized = () => true;
    window.restore = () => asked.push('restore');
    window.focus = () => asked.push('focus');
  });

  await expect(launchApp({ home: place.home, windowTimeoutMs: 20_000 })).rejects.toThrow();

  const asked = await launched.app.evaluate((): unknown => Reflect.get(globalThis, 'askedOfWindow'));
  expect(asked).toEqual(['restore', 'focus']);
  expect(launched.app.windows()).toHaveLength(1);
});

test('once the app is closed, the command line works by itself, and says that it has no key', async () => {
  await launched.app.close();

  const listed = await cli('lectures', '--json');
  const another = await makeRecording(place.folder, 'Lecture 5 – Heat', { seconds: 30, seed: 5 });
  const processed = await cli('process', another.path, '--json');

  expect(lecturesOf(listed.stdout)).toHaveLength(3);
  expect(processed.code).toBe(3);
  expect(JSON.parse(processed.stdout)).toMatchObject({ error: { code: 'KEY_NOT_AVAILABLE' } });
});

test('what the command line left waiting for a good key, the app finishes when it starts with one', async () => {
  const left = await makeRecording(place.folder, 'Lecture 6 – Waiting', { seconds: 30, seed: 6 });
  const processed = await runCli(place.home, ['process', left.path, '--json'], {
    OPENAI_API_KEY: 'sk-wrong',
  });
  expect(processed.code).toBe(3);
  expect(processed.stdout).toContain('KEY_REFUSED');

  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });

  await expect(lectureRow(launched.window, left.title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
});

function cli(...words: readonly string[]) {
  return runCli(place.home, words);
}

function lecturesOf(stdout: string): { readonly id: string; readonly title: string }[] {
  const { lectures } = JSON.parse(stdout) as { readonly lectures: { id: string; title: string }[] };
  return lectures;
}

function firstId({ stdout }: { readonly stdout: string }): string {
  return lecturesOf(stdout)[0]?.id ?? '';
}
