import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore } from '../pipeline/store-port.ts';
import { assertSameContent, publish, takeFile, writeSynced, type ExpectedContent } from './durable-write.ts';
import { createFolderMaker, type FolderMaker } from './folder-maker.ts';
import { walkObjects } from './local-list.ts';
import { objectPath } from './object-path.ts';
import { objectMissing, systemCode, translateStorageError } from './storage-failures.ts';

/** Where unfinished files are written: beside the objects, so that giving them their name moves no bytes. */
const INCOMING = '.incoming';

/** Which folder, and whether it may be made. */
export interface LocalStoreOptions {
  readonly folder: string;
  /**
   * True for the folder in the home. False for one a person chose: when it is gone its disk is gone, and a new empty one in
   * its place would look as if all lectures had been lost.
   */
  readonly createFolder: boolean;
}

/**
 * Objects as files below a folder, readable by this user alone. Nothing touches the disk before the first call; files
 * that an earlier run left unfinished are removed before the first write.
 */
export function createLocalStore({ folder, createFolder }: LocalStoreOptions): ObjectStore {
  const folders = createFolderMaker(folder);
  // Once per run: a folder that goes away later is not made again, see `createFolder`.
  const made = onceUntilItWorks(async () => (createFolder ? folders.ensure(folder) : undefined));
  const prepare = onceUntilItWorks(() => removeLeftovers(folder));
  const translated = <Value>(work: () => Promise<Value>) => inWords(() => made().then(work));
  return {
    kind: 'local',
    describe: () => folder,
    put: (key, content, expected, signal) =>
      translated(async () => {
        const target = objectPath(folder, key);
        signal.throwIfAborted();
        await stat(folder);
        await prepare();
        if ((await sizeOf(folder, target)) !== null) return assertSameContent(target, expected, signal);
        await putNew(folder, folders, { target, content, expected, signal });
      }),
    get: (key, signal) =>
      translated(() => present(folder, () => readFile(objectPath(folder, key), { signal }))),
    localPath: (key) =>
      translated(async () => {
        const file = objectPath(folder, key);
        await present(folder, () => stat(file));
        return file;
      }),
    size: (key) => translated(() => sizeOf(folder, objectPath(folder, key))),
    async *list(prefix, signal) {
      await translated(() => stat(folder));
      yield* walkObjects(folder, prefix, signal);
    },
    remove: (key) =>
      translated(async () => {
        folders.forget();
        await removeFile(folder, objectPath(folder, key));
      }),
    freeBytes: () =>
      translated(async () => {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      }),
  };
}

/** What is put where. */
interface NewFile {
  readonly target: string;
  readonly content: Parameters<ObjectStore['put']>[1];
  readonly expected: ExpectedContent;
  readonly signal: AbortSignal;
}

/** Writes beside the objects, then gives the file its name; whoever comes second must have the same bytes. */
async function putNew(folder: string, folders: FolderMaker, file: NewFile): Promise<void> {
  const { target, content, expected, signal } = file;
  await mkdir(path.join(folder, INCOMING), { recursive: true, mode: 0o700 });
  const temporary = path.join(folder, INCOMING, randomUUID());
  try {
    const mayTake = !Buffer.isBuffer(content) && content.take === true;
    const isTaken = mayTake && (await takeFile(content.path, temporary, expected));
    if (!isTaken) await writeSynced(temporary, content, expected, signal);
    const isNew = await publishInFolder(temporary, target, folders);
    if (!isNew) await assertSameContent(target, expected, signal);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function inWords<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw translateStorageError(error);
  }
}

/** Runs `work` for the first caller and lets the others wait for it; a failure is tried again by the next caller. */
function onceUntilItWorks(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = null;
      throw error;
    });
    return running;
  };
}

async function removeLeftovers(folder: string): Promise<void> {
  const startedAt = Date.now();
  const incoming = path.join(folder, INCOMING);
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const name of await readdir(incoming)) {
    const leftover = path.join(incoming, name);
    if ((await stat(leftover)).mtimeMs < startedAt) await rm(leftover, { recursive: true, force: true });
  }
}

/** The folder can be removed by `remove` between making it and using it; then it is made once more. */
async function publishInFolder(temporary: string, target: string, folders: FolderMaker): Promise<boolean> {
  await folders.ensure(path.dirname(target));
  try {
    return await publish(temporary, target);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    folders.forget();
    await folders.ensure(path.dirname(target));
    return publish(temporary, target);
  }
}

/** Reads what must be there. A missing file in a folder that can be reached is `OBJECT_MISSING`. */
async function present<Value>(folder: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await stat(folder);
    throw objectMissing(error);
  }
}

async function sizeOf(folder: string, file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await stat(folder);
    return null;
  }
}

/** Removes the file, and the folders above it that are empty now. */
async function removeFile(folder: string, file: string): Promise<void> {
  if ((await sizeOf(folder, file)) === null) return;
  await unlink(file);
  let above = path.dirname(file);
  while (above !== folder && (await isRemoved(above))) above = path.dirname(above);
}

async function isRemoved(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}
