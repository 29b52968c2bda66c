import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import {
  addLectures,
  answerOpenDialogs,
  lectureRow,
  openWhenReady,
} from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { inspectableCopy, packagedApp, type PackagedApp } from '../support/electron/packaged-app.ts';
import { makeRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

const EXAMPLE = 'The second law of thermodynamics';

// One packaged app: each test goes on where the one before stopped.
test.describe.configure({ mode: 'serial' });

let simulator: Simulator;
let place: TestHome;
let copy: PackagedApp & { readonly remove: () => Promise<void> };
let launched: LaunchedApp;

test.beforeAll(async () => {
  simulator = await startSimulator({ latency: { speed: 50 } });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  copy = await inspectableCopy(await packagedApp());
  launched = await launchApp({
    home: place.home,
    packagedExecutable: copy.executable,
    env: { OPENAI_API_KEY: simulator.apiKey },
  });
});

test.afterAll(async () => {
  await launched.close();
  await copy.remove();
  await place.remove();
  await simulator.stop();
});

test('the package finds its database and the example it carries', async () => {
  await expect(lectureRow(launched.window, EXAMPLE)).toContainText('Ready');
});

test('the package takes a recording all the way: engine, prompts, prices and client are in it', async () => {
  const recording = await makeRecording(place.folder, 'Packed lecture', { seconds: 20 });

  await addLectures(launched.window, [recording.path]);
  await openWhenReady(launched.window, recording.title);

  const transcript = launched.window.getByRole('region', { name: 'Transcript' });
  await expect(
    transcript.getByRole('button', { name: recording.plan.sentences[0]?.text ?? 'a sentence' }),
  ).toBeVisible();
  await expect(launched.window.getByRole('region', { name: 'Material' })).toBeVisible();
  expect(simulator.ledger.paidTwice()).toEqual([]);
});

test('the package saves exports, with formulas rendered', async () => {
  const { window, app } = launched;
  await answerOpenDialogs(app, [place.saved]);
  await window.getByRole('button', { name: 'Export', exact: true }).click();

  await window.getByRole('dialog').getByRole('button', { name: 'Save all…' }).click();

  await expect(window.getByRole('dialog', { name: '4 files saved' })).toBeVisible();
  expect(await readFile(join(place.saved, 'Packed lecture.html'), 'utf8')).toContain('<math');
  expect(launched.pageErrors).toEqual([]);
});
