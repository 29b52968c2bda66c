import { expect, test } from '@playwright/test';

import { findPaidTwice, type LedgerEntry } from '../simulator/ledger.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { addLectures, enterKey, goTo, lectureRow } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

/** Pieces of 10 s, two at a time, 1 s each: there is a middle to be interrupted in. */
const latency = { speed: 10, textBaseMs: 300, textTokenMs: 0.2 };
const settings = { 'transcription.segmentSeconds': 10, 'transcription.concurrency': 2 };

let simulator: Simulator;
let place: TestHome;
let recording: TestRecording;
let launched: LaunchedApp;

test.beforeEach(async () => {
  simulator = await startSimulator({ latency });
  place = await makeTestHome({ ...settings, 'provider.baseUrl': simulator.url });
  recording = await makeRecording(place.folder, 'Lecture 2 – Engines', { seconds: 70, seed: 2 });
});

test.afterEach(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test('killed in the middle, the app finishes after the next start and pays only what was in flight again', async () => {
  const env = { OPENAI_API_KEY: simulator.apiKey };
  launched = await launchApp({ home: place.home, env });
  await addLectures(launched.window, [recording.path]);
  await expect.poll(() => transcriptions(simulator).filter(isAnswered).length).toBeGreaterThanOrEqual(2);

  const inFlight = transcriptions(simulator).filter((entry) => !isAnswered(entry));
  await launched.kill();
  launched = await launchApp({ home: place.home, env });

  await expectReady(launched, recording.title);
  const again = simulator.ledger.paidTwice().map(([first]) => first?.contentSha256);
  const mayBeAgain = inFlight.map((entry) => entry.contentSha256);
  expect(again.filter((content) => !mayBeAgain.includes(content ?? null))).toEqual([]);
  expect(again.length).toBeLessThanOrEqual(2);
});

test('when the provider is gone the lecture says so, waits, and goes on by itself once it is back', async () => {
  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });
  await addLectures(launched.window, [recording.path]);
  await expect.poll(() => transcriptions(simulator).filter(isAnswered).length).toBeGreaterThanOrEqual(2);
  const port = Number(new URL(simulator.url).port);

  const before = [...simulator.ledger.entries];
  await simulator.stop();
  const row = lectureRow(launched.window, recording.title);
  await expect(row).toContainText(`The server 127.0.0.1:${port} cannot be reached.`);
  await expect(row).toContainText('Work goes on by itself when it answers.');
  await expect(row.getByRole('button', { name: 'Check the server address' })).toBeVisible();
  await goTo(launched.window, 'Health');
  await expect(launched.window.getByRole('heading', { level: 1 })).not.toHaveText('Everything works');
  await expect(launched.window.getByText('No network')).toHaveCount(0);
  await launched.screenshot('provider-gone');
  await goTo(launched.window, 'Library');
  simulator = await startSimulator({ latency, port });

  await expectReady(launched, recording.title);
  const cut = before.filter((entry) => entry.clientDisconnected || entry.status === null);
  const again = findPaidTwice([...before, ...simulator.ledger.entries]).map(([first]) => first);
  expect(again.filter((entry) => entry !== undefined && !cut.includes(entry))).toEqual([]);
  await goTo(launched.window, 'Health');
  await expect(launched.window.getByRole('heading', { name: 'Everything works' })).toBeVisible();
});

test('a failing provider is tried again by itself', async () => {
  simulator.faults.add({
    endpoint: 'transcriptions',
    count: 'always',
    fault: { kind: 'server-error', status: 500 },
  });
  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });
  await addLectures(launched.window, [recording.path]);
  const row = lectureRow(launched.window, recording.title);

  await expect(row).toContainText(/The provider has trouble\. Next try|Trying again/);
  await expect(row.getByRole('button', { name: 'Try now' })).toBeVisible();
  simulator.faults.clear();

  await expectReady(launched, recording.title);
  expect(simulator.ledger.paidTwice()).toEqual([]);
});

test('no credit: the lecture says so, offers the bill, and goes on when told that it is paid', async () => {
  simulator.faults.add({
    endpoint: 'transcriptions',
    count: 'always',
    fault: { kind: 'insufficient-quota' },
  });
  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });
  await addLectures(launched.window, [recording.path]);
  const row = lectureRow(launched.window, recording.title);

  await expect(row).toContainText('The account has no credit left');
  await expect(row.getByRole('button', { name: 'Open billing' })).toBeVisible();
  const asked = transcriptions(simulator).length;
  await launched.screenshot('no-credit');
  simulator.faults.clear();
  await row.getByRole('button', { name: `More for ${recording.title}` }).click();
  await launched.window.getByRole('menuitem', { name: 'Try now' }).click();

  await expectReady(launched, recording.title);
  // Held at once, not tried again and again: no more than were in flight together.
  expect(asked).toBeLessThanOrEqual(2);
});

test('a key that is refused leads to the settings, and a good one lets work go on', async () => {
  simulator.faults.add({ endpoint: 'transcriptions', count: 'always', fault: { kind: 'unauthorized' } });
  launched = await launchApp({ home: place.home });
  await enterKey(launched.window, simulator.apiKey);
  await goTo(launched.window, 'Library');
  await addLectures(launched.window, [recording.path]);
  const row = lectureRow(launched.window, recording.title);

  await expect(row).toContainText('does not accept the key');
  await goTo(launched.window, 'Activity');
  await expect(launched.window.getByText('does not accept the key')).toBeVisible();
  await launched.screenshot('key-refused');
  simulator.faults.clear();
  await launched.window.getByRole('button', { name: 'Enter key' }).click();
  await launched.window.getByRole('button', { name: 'Replace' }).click();
  await launched.window.getByLabel('API key').fill(simulator.apiKey);
  await launched.window.getByRole('button', { name: 'Check and save' }).click();
  await goTo(launched.window, 'Library');

  await expectReady(launched, recording.title);
});

function transcriptions({ ledger }: Simulator): readonly LedgerEntry[] {
  return ledger.entries.filter((entry) => entry.endpoint === 'transcriptions');
}

function isAnswered(entry: LedgerEntry): boolean {
  return entry.status === 200 && entry.endMs !== null;
}

async function expectReady({ window }: LaunchedApp, title: string): Promise<void> {
  await expect(lectureRow(window, title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
}
