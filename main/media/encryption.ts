import { open, type FileHandle } from 'node:fs/promises';

import { sampleEntryOf, tracksOf } from './mp4-boxes.ts';

/**
 * Sample entries of protected sound: Common Encryption (ISO/IEC 23001-7), FairPlay, Audible.
 * A protected picture beside clear sound does no harm.
 */
const PROTECTED_ENTRIES = ['enca', 'drms', 'aavd'];

/** Content Encryption Object and Extended Content Encryption Object of ASF (§3.14, §3.15), as bytes on disk. */
const ASF_ENCRYPTION = [
  Buffer.from('fbb31122 23bd d211 b4b700a0c955fc6e'.replaceAll(' ', ''), 'hex'),
  Buffer.from('14e68a29 2226 174c b935dae07ee9289c'.replaceAll(' ', ''), 'hex'),
];

/** Whether the sound of a recording is protected. FFmpeg would decode it to noise instead of saying so. */
export async function isEncrypted(path: string, container: string): Promise<boolean> {
  if (container !== 'mov' && container !== 'asf') return false;
  const file = await open(path, 'r');
  try {
    if (container === 'asf') return await isProtectedAsf(file);
    for (const track of await tracksOf(file)) {
      if (PROTECTED_ENTRIES.includes(await sampleEntryOf(file, track))) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

async function isProtectedAsf(file: FileHandle): Promise<boolean> {
  const header = Buffer.alloc(64 * 1024);
  const { bytesRead } = await file.read(header, 0, header.length, 0);
  return ASF_ENCRYPTION.some((mark) => header.subarray(0, bytesRead).includes(mark));
}
