import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findRecordings } from '../../../main/lectures/find-recordings.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a file stands for itself, whether or not it is there', async () => {
  expect(await findRecordings('/nowhere/lecture.mp3')).toEqual(['/nowhere/lecture.mp3']);
});

test('a folder stands for the recordings in it and below it, counted as a person counts', async () => {
  const folder = await folderWith('Lecture 10.mp3', 'Lecture 2.MP4', 'week 1/a.opus');

  const found = await findRecordings(folder);

  expect(found.map((path) => relative(folder, path))).toEqual([
    'Lecture 2.MP4',
    'Lecture 10.mp3',
    join('week 1', 'a.opus'),
  ]);
});

test('other files and hidden ones are left out', async () => {
  const folder = await folderWith('a.mp3', 'notes.txt', 'cover.jpg', '._a.mp3', '.trash/b.mp3', 'mp3');

  const found = await findRecordings(folder);

  expect(found.map((path) => relative(folder, path))).toEqual(['a.mp3']);
});

test('a folder without a recording says so', async () => {
  const folder = await folderWith('notes.txt');

  await expect(findRecordings(folder)).rejects.toMatchObject({
    failure: { code: 'FOLDER_WITHOUT_RECORDINGS', message: 'No recording was found in this folder.' },
  });
});

test('a folder with more than a person looks through is refused', async () => {
  const folder = await folderWith(...Array.from({ length: 501 }, (_, index) => `${index}.mp3`));

  await expect(findRecordings(folder)).rejects.toMatchObject({ failure: { code: 'TOO_MANY_FILES' } });
});

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  return folder;
}
