import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { recordingEndings } from '../../preload/contract/file-endings.ts';
import { LecternError, remedy } from '../lib/failure.ts';

/** More than a person looks through in one dialog. */
const MOST_FILES = 500;

/**
 * The files a chosen path stands for: itself, or the recordings in a folder and the folders below it, in the order a person counts them
 * ("Lecture 2" before "Lecture 10"). Hidden files and links are left out. Whether they can be used is judged later.
 *
 * Throws `FOLDER_WITHOUT_RECORDINGS` and `TOO_MANY_FILES`.
 */
export async function findRecordings(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && !isHidden(entry.name) && isRecording(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(path.length).split(/[\\/]/).some(isHidden));
  if (files.length === 0) throw nothingFound();
  if (files.length > MOST_FILES) throw tooMany(files.length);
  return files.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function isRecording(name: string): boolean {
  return recordingEndings.includes(extname(name).slice(1).toLowerCase());
}

function nothingFound(): LecternError {
  return new LecternError({
    code: 'FOLDER_WITHOUT_RECORDINGS',
    message: 'No recording was found in this folder.',
    remedy: remedy('choose-file', 'Choose another folder'),
    class: 'fatal',
  });
}

function tooMany(amount: number): LecternError {
  return new LecternError({
    code: 'TOO_MANY_FILES',
    message: `There are ${amount} recordings in this folder; at most ${MOST_FILES} are added at once. Choose a folder inside it.`,
    remedy: remedy('choose-file', 'Choose another folder'),
    class: 'fatal',
  });
}
