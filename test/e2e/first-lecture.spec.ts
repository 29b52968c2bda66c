import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { dropFiles, enterKey, goTo, lectureRow } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

const EXAMPLE = 'The second law of thermodynamics';

// One person's first hour with Lectern: each test goes on where the one before stopped.
test.describe.configure({ mode: 'serial' });

let simulator: Simulator;
let place: TestHome;
let recording: TestRecording;
let launched: LaunchedApp;

test.beforeAll(async () => {
  simulator = await startSimulator({ latency: { speed: 20, textBaseMs: 400, textTokenMs: 0.2 } });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  recording = await makeRecording(place.folder, 'Lecture 1 – Entropy', { seconds: 60 });
  launched = await launchApp({ home: place.home });
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test('the first start shows a finished example and says what a key is for', async () => {
  const { window } = launched;

  await expect(lectureRow(window, EXAMPLE)).toContainText('Example');
  await expect(lectureRow(window, EXAMPLE)).toContainText('Ready');
  await expect(window.getByText('the example lecture is finished and needs no key')).toBeVisible();
  await window.getByRole('button', { name: 'Add your key' }).click();

  await expect(window.getByLabel('API key')).toBeVisible();
  expect(simulator.ledger.entries).toEqual([]);
});

test('the example can be read and heard without a key', async () => {
  const { window } = launched;
  await goTo(window, 'Library');
  await lectureRow(window, EXAMPLE).getByRole('link', { name: EXAMPLE }).click();

  await expect(window.getByText('Example · Ready')).toBeVisible();
  await expect(window.getByRole('region', { name: 'Material' }).locator('math').first()).toBeVisible();
  await expect(window.getByText('Welcome to this short lecture')).toBeVisible();
  await launched.screenshot('example');
});

test('a wrong key is refused in a sentence, and nothing is kept', async () => {
  const { window } = launched;
  await goTo(window, 'Settings');

  await window.getByLabel('API key').fill('sk-wrong-0000000000000000');
  await window.getByRole('button', { name: 'Check and save' }).click();

  await expect(window.getByText(/does not accept the key\. Enter a valid one/)).toBeVisible();
  await expect(window.getByText(/^A key is set/)).toHaveCount(0);
});

test('the right key is checked by a free call and kept for this session only', async () => {
  const { window } = launched;
  await expect(window.getByText('This machine has no keychain that Lectern can use.')).toBeVisible();

  await enterKey(window, simulator.apiKey);

  await expect(window.getByText('A key is set, kept for this session only.')).toBeVisible();
  expect(simulator.ledger.entries.map((entry) => entry.endpoint)).not.toContain('transcriptions');
  expect(simulator.ledger.entries.every((entry) => !entry.billed)).toBe(true);
  expect(await readdir(place.home)).not.toContain('secrets.json');
});

test('health notices the key by itself', async () => {
  const { window } = launched;
  await goTo(window, 'Health');

  await expect(window.getByText(/^The key is good; \d+ models answer\.$/)).toBeVisible();
  await expect(window.getByRole('heading', { name: 'Everything works' })).toBeVisible();
});

test('a dropped file shows its length and price before anything starts', async () => {
  const { window } = launched;
  await goTo(window, 'Library');
  const before = simulator.ledger.entries.length;

  await dropFiles(window, [recording.path]);

  const dialog = window.getByRole('dialog', { name: 'Add lectures' });
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText(recording.title);
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText('1 min');
  await expect(dialog.getByText(/^About \$0\.\d+ in all$/)).toBeVisible();
  await expect(dialog.getByText('Nothing is sent anywhere before you start.')).toBeVisible();
  expect(simulator.ledger.entries).toHaveLength(before);
});

test('it becomes ready under the person’s eyes, stage by stage', async () => {
  const { window } = launched;
  await recordWhatIsSaid(launched);

  await window.getByRole('dialog').getByRole('button', { name: 'Add 1 lecture' }).click();
  await expect(lectureRow(window, recording.title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });

  const said = await whatWasSaid(launched);
  expect(said).toMatch(/Reading the recording/);
  expect(said).toMatch(/Transcribing · \d+ of \d+ segments?/);
  expect(said).toMatch(/Making material · \d of 5 parts/);
  await expect(lectureRow(window, recording.title)).toContainText(/\$0\.\d\d/);
  expect(simulator.ledger.paidTwice()).toEqual([]);
});

test('the example can be removed', async () => {
  const { window } = launched;
  await goTo(window, 'Library');

  await lectureRow(window, EXAMPLE)
    .getByRole('button', { name: `More for ${EXAMPLE}` })
    .click();
  await window.getByRole('menuitem', { name: 'Remove…' }).click();
  await window.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();

  await expect(lectureRow(window, EXAMPLE)).toHaveCount(0);
  expect(launched.pageErrors).toEqual([]);
});

test('after a restart the example stays away, the lecture stays, and the session’s key is forgotten', async () => {
  await launched.close();
  launched = await launchApp({ home: place.home });
  const { window } = launched;

  await expect(lectureRow(window, recording.title)).toContainText('Ready');
  await expect(lectureRow(window, EXAMPLE)).toHaveCount(0);
  await expect(window.getByText('To work on your own recordings')).toBeVisible();
});

test('a key kept in a file is for this user’s eyes only, and there again after a restart', async () => {
  await goTo(launched.window, 'Settings');
  await launched.window.getByText('Plain file only you can read').click();
  await expect(launched.window.getByText('Anyone who can read your files can read the key.')).toBeVisible();
  await enterKey(launched.window, simulator.apiKey);
  const file = join(place.home, 'secrets.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  await launched.close();
  launched = await launchApp({ home: place.home });
  await goTo(launched.window, 'Settings');

  await expect(
    launched.window.getByText('A key is set, kept in a plain file only you can read.'),
  ).toBeVisible();
});

/** Keeps every text a row of the library shows from now on: some stand there for a blink only. */
async function recordWhatIsSaid({ window: page }: LaunchedApp): Promise<void> {
  await page.evaluate(() => {
    const said = new Set<string>();
    Object.assign(window, { saidInRows: said });
    const note = (): void => {
      for (const row of document.querySelectorAll('[aria-label="Lectures"] li')) said.add(row.textContent);
    };
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    note();
  });
}

function whatWasSaid({ window: page }: LaunchedApp): Promise<string> {
  return page.evaluate(() => {
    const said: unknown = Reflect.get(window, 'saidInRows');
    return said instanceof Set ? [...said].join('\n') : '';
  });
}
