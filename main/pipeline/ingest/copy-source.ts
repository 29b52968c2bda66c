import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { HashedFile } from '../manifest/store-version.ts';
import { diskFailure } from './disk-failure.ts';

/** Read and written in pieces of this size, so memory stays flat at any length. Bytes. */
const CHUNK_BYTES = 1_048_576;

/**
 * Copies a recording and hashes what it writes, in one streaming pass; the copy is synced when this resolves.
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
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: CHUNK_BYTES }),
      tap,
      createWriteStream(to, { highWaterMark: CHUNK_BYTES, mode: 0o600 }),
      { signal },
    );
    await syncFile(to);
  } catch (cause) {
    signal.throwIfAborted();
    throw diskFailure(cause, from);
  }
  const after = await look(from);
  const isSame = bytes === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs;
  if (!isSame) throw sourceChanged();
  return { path: to, sha256: hash.digest('hex'), bytes, isOwn: true };
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
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
