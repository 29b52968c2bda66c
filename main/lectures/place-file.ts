import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LecternError, remedy } from '../lib/failure.ts';

/** After this many files of the same name something else is wrong. */
const MOST_SAME_NAMES = 1000;

/**
 * Copies a file into a folder a person chose, under this name or the next free one: `name (2).md`. A half copied file is
 * never seen under a final name, and nothing is ever overwritten. The folder is made when it is not there. Answers the path.
 * Throws `EXPORT_FOLDER_UNUSABLE`, `EXPORT_DISK_FULL`.
 */
export async function placeFile(source: string, directory: string, name: string): Promise<string> {
  const temporary = path.join(directory, `.lectern-${randomUUID()}.part`);
  try {
    await mkdir(directory, { recursive: true });
    await copyFile(source, temporary, constants.COPYFILE_EXCL);
    await makeOrdinary(temporary);
    const placed = await underFreeName(temporary, directory, name);
    await syncFolder(directory);
    return placed;
  } catch (error) {
    throw translate(error, directory);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Objects are private; a file that is taken away has the rights any new file of this person has. */
async function makeOrdinary(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.chmod(0o666 & ~process.umask());
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function underFreeName(temporary: string, directory: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let count = 1; count <= MOST_SAME_NAMES; count += 1) {
    const target = path.join(directory, count === 1 ? name : `${stem} (${count})${ext}`);
    if (await takeName(temporary, target)) return target;
  }
  throw new Error(`No free name for ${name}`);
}

/** Linking fails where the name is taken, in one step. Where there are no links (FAT, some shares) a look must do. */
async function takeName(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'UNKNOWN', 'EISDIR'].includes(code)) throw error;
  }
  const isTaken = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isTaken) await rename(temporary, target);
  return !isTaken;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function translate(cause: unknown, directory: string): unknown {
  const code = codeOf(cause);
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) {
    return new LecternError({
      code: 'EXPORT_DISK_FULL',
      message: `There is no room for the file in ${directory}.`,
      remedy: remedy('retry', 'Choose another folder'),
      class: 'fatal',
      cause,
    });
  }
  if (code === '') return cause;
  return new LecternError({
    code: 'EXPORT_FOLDER_UNUSABLE',
    message: `The file cannot be saved in ${directory}. The folder may be read-only, or its disk gone.`,
    remedy: remedy('retry', 'Choose another folder'),
    class: 'fatal',
    cause,
  });
}
