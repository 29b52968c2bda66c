import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { readPieces } from './read-pieces.ts';

/** SHA-256 of a file as hex, read in pieces. Throws what the file system throws, and the signal's reason. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    for await (const piece of readPieces(file, signal)) hash.update(piece);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** SHA-256 of bytes or text as hex. */
export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
