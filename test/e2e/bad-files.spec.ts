import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { runFfmpeg } from '../support/audio/encode.ts';
import { answerOpenDialogs, dropFiles, goTo, lectureRow } from '../support/electron/desktop-steps.ts';
import { launchApp, type LaunchedApp } from '../support/electron/launch-app.ts';
import { makeRecording, type TestRecording } from '../support/electron/recordings.ts';
import { makeTestHome, type TestHome } from '../support/electron/test-home.ts';

let simulator: Simulator;
let place: TestHome;
let launched: LaunchedApp;
let good: TestRecording;

test.beforeAll(async () => {
  simulator = await startSimulator({ latency: NO_LATENCY });
  place = await makeTestHome({ 'provider.baseUrl': simulator.url });
  good = await makeRecording(place.folder, 'Good', { seconds: 20 });
  launched = await launchApp({ home: place.home, env: { OPENAI_API_KEY: simulator.apiKey } });
});

test.afterAll(async () => {
  await launched.close();
  await simulator.stop();
  await place.remove();
});

test.afterEach(async () => {
  await launched.window.keyboard.press('Escape');
  await expect(launched.window.getByRole('dialog')).toHaveCount(0);
});

/** Each kind of file that is no lecture: its name, how it is made, and the sentence a person reads. */
const badFiles: readonly {
  readonly name: string;
  readonly make: (path: string) => Promise<void>;
  readonly says: string;
}[] = [
  {
    name: 'text.mp3',
    make: (path) => writeFile(path, 'Notes of the lecture, line by line.\n'.repeat(200)),
    says: 'The file holds text, not sound, whatever its name says.',
  },
  {
    name: 'page.mp3',
    make: (path) => writeFile(path, '<!doctype html><html><body>Please sign in</body></html>'),
    says: 'The file is a web page, not a recording. The download probably saved an error or sign-in page.',
  },
  {
    name: 'empty.wav',
    make: (path) => writeFile(path, ''),
    says: 'The file is empty: it has no bytes. Export or copy the recording again.',
  },
  {
    name: 'random.m4a',
    make: (path) => writeFile(path, randomBytes(200_000)),
    says: 'The file is in no format of sound or video that Lectern knows.',
  },
  {
    name: 'silent film.mp4',
    make: (path) =>
      runFfmpeg([
        ...['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5', '-t', '2'],
        ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', path],
      ]),
    says: 'The file has no sound track, so there is nothing to transcribe.',
  },
  {
    name: 'cut short.m4a',
    make: async (path) => {
      await runFfmpeg(['-i', good.path, '-c:a', 'aac', '-f', 'ipod', path]);
      await truncate(path, 4000);
    },
    says: 'The recording is damaged or incomplete and cannot be opened.',
  },
  {
    name: 'click.wav',
    make: (path) => runFfmpeg(['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.05', path]),
    says: 'The sound is shorter than a tenth of a second. No word fits into that.',
  },
  {
    name: 'paper.mp3',
    make: (path) => writeFile(path, `%PDF-1.7\n${'stream of a document\n'.repeat(50)}`),
    says: 'The file is a document, a picture or an archive, not a recording.',
  },
];

for (const { name, make, says } of badFiles) {
  test(`${name} is refused in the import dialog, in words, and nothing is sent or kept`, async () => {
    const path = join(place.folder, name);
    await make(path);

    await dropFiles(launched.window, [path]);

    const dialog = launched.window.getByRole('dialog', { name: 'Add lectures' });
    await expect(dialog.getByRole('list', { name: 'Files' })).toContainText(name);
    await expect(dialog.getByRole('list', { name: 'Files' })).toContainText(says);
    await expect(dialog.getByRole('button', { name: /^Add / })).toBeDisabled();
    expect(transcriptionCount()).toBe(0);
  });
}

test('a file that went away between choosing and looking says so', async () => {
  const { window, app } = launched;
  await goTo(window, 'Library');
  await answerOpenDialogs(app, [join(place.folder, 'gone.mp3')]);

  await window.getByRole('button', { name: 'Add lectures' }).click();

  const dialog = window.getByRole('dialog', { name: 'Add lectures' });
  await expect(dialog).toContainText('The file is not there any more. It was moved, renamed or deleted.');
});

test('a folder is searched for recordings', async () => {
  const folder = join(place.folder, 'term');
  await mkdir(join(folder, 'week 1'), { recursive: true });
  await runFfmpeg(['-i', good.path, '-c', 'copy', join(folder, 'week 1', 'Deep inside.mp3')]);

  await answerOpenDialogs(launched.app, [folder]);
  await dropFiles(launched.window, [good.path]);

  await launched.window.getByRole('dialog').getByRole('button', { name: 'A folder…' }).click();

  const dialog = launched.window.getByRole('dialog', { name: 'Add lectures' });
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText('Deep inside');
});

test('among bad files the good one is taken, under any name', async () => {
  const { window } = launched;
  const title = `📚 ${'a long name with spaces '.repeat(8)}`.trim();
  const path = join(place.folder, `${title}.mp3`);
  const notes = join(place.folder, 'notes.mp3');
  await runFfmpeg(['-i', good.path, '-c', 'copy', path]);
  await writeFile(notes, 'Notes of the lecture, line by line.\n'.repeat(200));
  await dropFiles(window, [notes, path]);

  await window.getByRole('dialog').getByRole('button', { name: 'Add 1 lecture' }).click();

  await expect(lectureRow(window, title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
  expect(launched.pageErrors).toEqual([]);
});

test('the same recording again is asked about, and can be opened instead', async () => {
  const { window } = launched;
  await dropFiles(window, [good.path]);
  await window.getByRole('dialog').getByRole('button', { name: 'Add 1 lecture' }).click();
  await expect(lectureRow(window, good.title).getByText('Ready', { exact: true })).toBeVisible({
    timeout: 60_000,
  });
  const paid = transcriptionCount();

  await dropFiles(window, [good.path]);
  await window.getByRole('dialog').getByRole('button', { name: 'Add 1 lecture' }).click();

  const dialog = window.getByRole('dialog', { name: 'Nothing was added yet' });
  await expect(dialog).toContainText(`In the library already as “${good.title}”.`);
  await dialog.getByRole('button', { name: 'Open it' }).click();
  await expect(window.getByRole('heading', { name: good.title, level: 1 })).toBeVisible();
  expect(transcriptionCount()).toBe(paid);
});

function transcriptionCount(): number {
  return simulator.ledger.entries.filter((entry) => entry.endpoint === 'transcriptions').length;
}

/** The same "random" bytes in every run, none of which look like a format. */
function randomBytes(amount: number): Buffer {
  let state = 12_345;
  return Buffer.from(
    Array.from({ length: amount }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return (state >> 16) & 0x7f;
    }),
  );
}
