import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Space kept back so that answers in flight and the hold can still be saved on a full disk. Bytes. */
export const RESERVE_BYTES = 64 * 1024 * 1024;

const CHUNK_BYTES = 1024 * 1024;

/** A file whose only purpose is to take up room. */
export interface ReserveFile {
  /**
   * Makes sure the room is taken, when the disk has twice as much free; safe to call often.
   * Answers whether the reserve stands. Throws errors of the file system other than a full disk.
   */
  ensure(): boolean;
  /** Gives the room back at once. Answers whether there was any. */
  release(): boolean;
  isHeld(): boolean;
}

/** Makes the keeper of a reserve file at `path`. */
export function createReserveFile(path: string, bytes: number = RESERVE_BYTES): ReserveFile {
  const isHeld = () => sizeOf(path) === bytes;
  return {
    isHeld,
    ensure() {
      if (isHeld()) return true;
      if (freeBytes(dirname(path)) < 2 * bytes) return false;
      return fill(path, bytes);
    },
    release() {
      if (sizeOf(path) === null) return false;
      rmSync(path, { force: true });
      return true;
    },
  };
}

/** Bytes this user may still write in the folder's file system. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function fill(path: string, bytes: number): boolean {
  const temporary = `${path}.partial`;
  try {
    writeNoise(temporary, bytes);
    renameSync(temporary, path);
    return true;
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
      return false;
    throw error;
  }
}

/** Random bytes, because a file of zeros takes up no room where the file system compresses. */
function writeNoise(path: string, bytes: number): void {
  const file = openSync(path, 'w', 0o600);
  try {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, bytes));
    for (let written = 0; written < bytes;) {
      randomFillSync(chunk);
      written += writeSync(file, chunk, 0, Math.min(chunk.length, bytes - written));
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}
