import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { addLectures, enterKey, goTo, lectureRow, openWhenReady } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

/** A key that occurs nowhere else, so that every copy of it can be found. */
const CANARY = 'sk-canary-7f3a91c04be8d265';

test.describe.configure({ mode: 'serial' });

let simulator: Simulator;
let place: TestHome;
let recording: TestRecording;
let launched: LaunchedApp;

test.beforeAll(async () => {
  simulator = await startSimulator({
    apiKey: CANARY,
    latency: NO_LATENCY,
  });
  simulator.faults.add({ endpoint: 'responses', count: 'always', fault: { kind: 'hostile' } });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  recording = await makeRecording(place.folder, '<img src=x onerror=hacked()> & “quotes”', { seconds: 20 });
  launched = await launchApp({ home: place.home });
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test('a key for this session is on no disk, in no page and on no command line while it is used', async () => {
  const { window, app } = launched;
  await enterKey(window, CANARY);
  await goTo(window, 'Library');
  await addLectures(window, [recording.path]);
  await openWhenReady(window, recording.title);

  expect(simulator.ledger.entries.some((entry) => entry.billed && entry.keyOk)).toBe(true);
  expect(await filesWith(place.home, CANARY)).toEqual([]);
  expect(await window.content()).not.toContain(CANARY);
  const stored = await window.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  expect(stored).not.toContain(CANARY);
  expect(await commandLinesBelow(app.process().pid)).not.toContain(CANARY);
});

test('hostile material is shown as the text it is', async () => {
  const { window } = launched;
  const material = window.getByRole('region', { name: 'Material' });

  for (const tab of [/Summary/, /Outline/, /Terms/, /Cards/, /Exam/]) {
    await material.getByRole('tab', { name: tab }).click();
    await expect(material.getByRole('tabpanel')).not.toBeEmpty();
  }

  const live = await material.evaluate((element) =>
    ['script', 'img', 'iframe', 'style', 'a[href]', 'form', 'object'].filter(
      (selector) => element.querySelector(selector) !== null,
    ),
  );
  expect(live).toEqual([]);
  expect(await window.evaluate(() => 'hacked' in window)).toBe(false);
  await launched.screenshot('hostile-material');
});

test('a hostile title is shown as text everywhere, and its exports stay in their folder', async () => {
  const { window, app } = launched;
  await app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] });
  }, place.saved);

  await window.getByRole('button', { name: 'Export', exact: true }).click();
  await window.getByRole('dialog').getByRole('button', { name: 'Save all…' }).click();
  await expect(window.getByRole('dialog', { name: /files saved$/ })).toBeVisible();
  await window.getByRole('button', { name: 'Done' }).click();

  const saved = await readdir(place.saved);
  expect(saved).toHaveLength(4);
  expect(saved.filter((name) => /[<>:"/\\|?*]/.test(name))).toEqual([]);
  const page = await readFile(join(place.saved, saved.find((name) => name.endsWith('.html')) ?? ''), 'utf8');
  expect(page).not.toMatch(/<script|<img|<iframe|onerror=["']|href="javascript:/i);
  await goTo(window, 'Library');
  await expect(lectureRow(window, recording.title)).toBeVisible();
});

test('a log and a database that outlive the app hold no key either', async () => {
  await launched.app.close();

  expect(await filesWith(place.home, CANARY)).toEqual([]);

  launched = await launchApp({ home: place.home });
  await expect(launched.window.getByText('To work on your own recordings')).toBeVisible();
});

/** Every file below a folder that holds these bytes, as text or as UTF-16. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    // The reserve is 64 MiB of nothing.
    if (!entry.isFile() || entry.name === 'reserve.bin') continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))) found.push(path);
  }
  return found;
}

/** The command lines and environments of a process and all below it (Linux; elsewhere nothing to read). */
async function commandLinesBelow(pid: number | undefined): Promise<string> {
  if (pid === undefined || process.platform !== 'linux') return '';
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const children = (await read(`task/${pid}/children`)).split(' ').filter(Boolean).map(Number);
  const below = await Promise.all(children.map(commandLinesBelow));
  return [await read('cmdline'), await read('environ'), ...below].join('\n');
}
