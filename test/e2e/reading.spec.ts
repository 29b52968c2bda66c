import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import {
  addLectures,
  answerOpenDialogs,
  answerSaveDialogs,
  openWhenReady,
} from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

// One lecture is read, heard and taken away: each test goes on where the one before stopped.
test.describe.configure({ mode: 'serial' });

let simulator: Simulator;
let place: TestHome;
let recording: TestRecording;
let launched: LaunchedApp;

test.beforeAll(async () => {
  simulator = await startSimulator({ latency: NO_LATENCY });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  recording = await makeRecording(place.folder, 'Lecture 9 – Reading', { seconds: 60, seed: 9 });
  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });
  await addLectures(launched.window, [recording.path]);
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test('the lecture opens with its transcript, word for word', async () => {
  const { window } = launched;

  await openWhenReady(window, recording.title);

  const transcript = window.getByRole('region', { name: 'Transcript' });
  await expect(transcript.getByText(/heard 100\s% of the speech/)).toBeVisible();
  for (const sentence of recording.plan.sentences.slice(0, 3)) {
    await expect(transcript.getByRole('button', { name: sentence.text })).toBeVisible();
  }
  await launched.screenshot('lecture');
});

test('a sentence seeks, and the mark follows the recording while it plays', async () => {
  const { window } = launched;
  const transcript = window.getByRole('region', { name: 'Transcript' });
  const third = recording.plan.sentences[2];
  const fourth = recording.plan.sentences[3];
  if (third === undefined || fourth === undefined) throw new Error('The recording is too short');

  await transcript.getByRole('button', { name: third.text }).click();

  await expect
    .poll(() => playedSeconds(launched))
    .toBeGreaterThanOrEqual(Math.floor(third.startMs / 1000) - 1);
  await expect(transcript.locator('[aria-current="true"]')).toContainText(third.text);
  await window.getByRole('button', { name: 'Play' }).click();
  await expect(transcript.locator('[aria-current="true"]')).toContainText(fourth.text, { timeout: 20_000 });
  await window.getByRole('button', { name: 'Pause' }).click();
});

test('a citation plays where it was said', async () => {
  const { window } = launched;
  const material = window.getByRole('region', { name: 'Material' });
  const chip = material.getByRole('button', { name: /^Hear the source at / }).last();
  const [minutes = 0, seconds = 0] = ((await chip.textContent()) ?? '')
    .replace('▶', '')
    .split(':')
    .map(Number);
  const start = minutes * 60 + seconds;

  await chip.click();

  await expect(window.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(() => playedSeconds(launched)).toBeGreaterThan(start);
  await window.getByRole('button', { name: 'Pause' }).click();
});

test('the audio comes in the ranges the player asks for', async () => {
  const { window } = launched;

  const answers = await window.evaluate(async () => {
    const address = `lectern://media/${location.hash.split('/').at(-1) ?? ''}`;
    const ask = async (range: string) => {
      const response = await fetch(address, { headers: { range } });
      const { byteLength } = await response.arrayBuffer();
      return [response.status, byteLength, response.headers.get('content-range')?.split('/')[0]];
    };
    return [await ask('bytes=0-99'), await ask('bytes=1000-1999')];
  });

  expect(answers).toEqual([
    [206, 100, 'bytes 0-99'],
    [206, 1000, 'bytes 1000-1999'],
  ]);
});

test('all five kinds of material can be read, with formulas and sources', async () => {
  const { window } = launched;
  const material = window.getByRole('region', { name: 'Material' });

  await material.getByRole('tab', { name: 'Summary' }).click();
  await expect(material.locator('math').first()).toBeVisible();
  await material.getByRole('tab', { name: 'Outline' }).click();
  await expect(material.getByRole('list', { name: 'Outline' })).toBeVisible();
  await material.getByRole('tab', { name: 'Terms' }).click();
  await expect(material.locator('dt').first()).toBeVisible();
  await material.getByRole('tab', { name: /^Cards \d+/ }).click();
  await material.getByRole('button', { name: /Press to turn/ }).click();
  await expect(material.getByText('Answer', { exact: true })).toBeVisible();
  await expect(material.getByRole('button', { name: /^Hear the source/ }).first()).toBeVisible();
  await material.getByRole('tab', { name: /^Exam \d+/ }).click();
  await material.getByRole('radio').first().check();
  await material.getByRole('button', { name: 'Check' }).first().click();
  await expect(material.getByText('right', { exact: true }).first()).toBeVisible();
});

test('exports are saved where the person says and open as what they are', async () => {
  const { window, app } = launched;
  await answerOpenDialogs(app, [place.saved]);
  await window.getByRole('button', { name: 'Export', exact: true }).click();

  await window.getByRole('dialog').getByRole('button', { name: 'Save all…' }).click();

  const done = window.getByRole('dialog', { name: '4 files saved' });
  await expect(done.getByText(join(place.saved, `${recording.title}.md`))).toBeVisible();
  await done.getByRole('button', { name: 'Done' }).click();
  const read = (ending: string) => readFile(join(place.saved, `${recording.title}.${ending}`), 'utf8');
  const firstSentence = recording.plan.sentences[0]?.text ?? '';
  expect(await read('md')).toContain(`# ${recording.title}`);
  expect(await read('md')).toContain(firstSentence);
  expect(await read('html')).toMatch(/^<!doctype html>/i);
  expect(await read('html')).toContain('<math');
  expect(await read('srt')).toMatch(/^1\r?\n00:00:00,\d{3} --> 00:00:\d\d,\d{3}\r?\n/);
  expect((await read('csv')).trim().split('\n').length).toBeGreaterThan(2);
});

test('a single format is saved under the name the person gives', async () => {
  const { window, app } = launched;
  const path = join(place.saved, 'my own name.md');
  await answerSaveDialogs(app, path);
  await window.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: 'Export' });
  for (const name of [/Web page/, /SRT/, /Anki/]) await dialog.getByRole('checkbox', { name }).uncheck();

  await dialog.getByRole('button', { name: 'Save as…' }).click();

  await expect(window.getByRole('dialog', { name: '1 file saved' }).getByText(path)).toBeVisible();
  await window.getByRole('button', { name: 'Done' }).click();
  expect(await readFile(path, 'utf8')).toContain(`# ${recording.title}`);
});

/** Where the player stands, in whole seconds. */
async function playedSeconds({ window: page }: LaunchedApp): Promise<number> {
  const value = await page
    .getByRole('slider', { name: 'Position in the recording' })
    .getAttribute('aria-valuenow');
  return Number(value);
}
