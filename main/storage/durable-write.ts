import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, link, open, rename, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './folder-maker.ts';
import { objectExists, sourceChanged, sourceUnreadable, systemCode } from './storage-failures.ts';

/** Bytes copied at a time. Large enough that the hash, not the system calls, is what takes time. */
const CHUNK_BYTES = 1_048_576;

/** What a file must turn out to be. */
export interface ExpectedContent {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes a new file that only this user may read and syncs it to the disk. Throws `SOURCE_CHANGED` when the bytes are not
 * the ones expected and `SOURCE_UNREADABLE` when they cannot be read; errors of the disk come untranslated.
 */
export async function writeSynced(
  target: string,
  content: Buffer | { readonly path: string },
  expected: ExpectedContent,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(target, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunksOf(content)) {
      signal.throwIfAborted();
      hash.update(chunk);
      bytes += chunk.length;
      await writeWhole(file, chunk);
    }
    if (bytes !== expected.bytes || hash.digest('hex') !== expected.sha256) throw sourceChanged();
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Takes a file that is the caller's own, complete, synced and hashed, by giving it a second name: no byte is moved, whatever its size.
 * Answers false where that cannot be done, on another disk for instance; then it must be copied. Throws `SOURCE_CHANGED` and
 * `SOURCE_UNREADABLE`.
 */
export async function takeFile(source: string, target: string, expected: ExpectedContent): Promise<boolean> {
  const { size } = await readable(() => stat(source));
  if (size !== expected.bytes) throw sourceChanged();
  try {
    await link(source, target);
  } catch (error) {
    if (systemCode(error) === 'EXDEV' || cannotLink.has(systemCode(error))) return false;
    throw error;
  }
  await chmod(target, 0o600);
  return true;
}

/**
 * Gives a synced file its final name unless the name is taken; answers false when it is. Removing the temporary name is
 * the caller's.
 */
export async function publish(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!cannotLink.has(systemCode(error))) throw error;
    return renameUnlessTaken(temporary, target);
  }
  await syncFolder(path.dirname(target));
  return true;
}

/** Throws `OBJECT_EXISTS` when the file holds other bytes than these. */
export async function assertSameContent(
  file: string,
  expected: ExpectedContent,
  signal: AbortSignal,
): Promise<void> {
  if ((await stat(file)).size !== expected.bytes) throw objectExists();
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES, signal })) {
    hash.update(chunk as Buffer);
  }
  if (hash.digest('hex') !== expected.sha256) throw objectExists();
}

/** File systems without hard links (FAT, some network shares) say so in these ways. */
const cannotLink = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'UNKNOWN', 'EISDIR']);

/**
 * A name can be taken between the look and the rename. As a name holds the hash of the bytes and a store has one owner,
 * that could only put the same bytes there twice.
 */
async function renameUnlessTaken(temporary: string, target: string): Promise<boolean> {
  const isTaken = await stat(target).then(
    () => true,
    () => false,
  );
  if (isTaken) return false;
  await rename(temporary, target);
  await syncFolder(path.dirname(target));
  return true;
}

async function* chunksOf(content: Buffer | { readonly path: string }): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(content)) {
    yield content;
    return;
  }
  const source = await readable(() => open(content.path, 'r'));
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await readable(() => source.read(buffer, 0, buffer.length));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await source.close();
  }
}

async function readable<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw sourceUnreadable(error);
  }
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
  }
}
