import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { LecternError, remedy } from '../../lib/failure.ts';
import { readPieces } from '../../lib/read-pieces.ts';
import type { HashedFile } from '../manifest/store-version.ts';
import { diskFailure } from './disk-failure.ts';

/**
 * Copies a recording and hashes what it writes, in one pass and constant memory; the copy is synced when this resolves.
 * Throws `SOURCE_MISSING`, `SOURCE_UNREADABLE`, `SOURCE_CHANGED` when the file was written to meanwhile, `STORAGE_FULL`,
 * `STORAGE_READ_ONLY`, or the signal's reason.
 */
export async function copySource(
  from: string,
  to: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<HashedFile> {
  const before = await look(from);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await withFiles(from, to, async (source, copy) => {
      for await (const piece of readPieces(source, signal)) {
        hash.update(piece);
        await copy.writeFile(piece);
        bytes += piece.length;
        onBytes(bytes);
      }
      await copy.sync();
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw diskFailure(cause, from);
  }
  const after = await look(from);
  const isSame = bytes === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs;
  if (!isSame) throw sourceChanged();
  return { path: to, sha256: hash.digest('hex'), bytes, isOwn: true };
}

async function withFiles(
  from: string,
  to: string,
  work: (source: FileHandle, copy: FileHandle) => Promise<void>,
): Promise<void> {
  const source = await open(from);
  try {
    const copy = await open(to, 'w', 0o600);
    try {
      await work(source, copy);
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

async function look(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, mtimeMs };
  } catch (cause) {
    throw diskFailure(cause, path);
  }
}

function sourceChanged(): LecternError {
  return new LecternError({
    code: 'SOURCE_CHANGED',
    message: 'The recording changed while it was being copied. It is probably still being written.',
    remedy: remedy('retry', 'Try again when it is complete'),
    class: 'retryable',
  });
}
