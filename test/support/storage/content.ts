import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes with their hash and a key to store them under. */
export interface Content {
  readonly key: string;
  readonly bytes: Buffer;
  readonly expected: { readonly sha256: string; readonly bytes: number };
}

/** Content of a text, under a key of its own. */
export function contentOf(text: string, lectureId = 'l1'): Content {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    key: `lectures/${lectureId}/artifact/1-${sha256}.json`,
    bytes,
    expected: { sha256, bytes: bytes.length },
  };
}

/** Writes a file of random-looking bytes a mebibyte at a time; answers what it is. */
export function writeLargeFile(path: string, mebibytes: number): { sha256: string; bytes: number } {
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  for (let index = 0; index < mebibytes; index += 1) {
    const chunk = Buffer.alloc(1_048_576, `${index} `);
    hash.update(chunk);
    writeSync(file, chunk);
  }
  closeSync(file);
  return { sha256: hash.digest('hex'), bytes: mebibytes * 1_048_576 };
}
