import { sha256 } from '../lib/hash-file.ts';
import { newIdentifier } from '../lib/identifier.ts';
import { objectKey } from '../pipeline/manifest/object-key.ts';
import type { ObjectStore } from '../pipeline/ports.ts';

/** Writes a small object, reads it back, compares and removes it. Throws what the store throws. */
export async function storageRoundTrip(objects: ObjectStore, signal: AbortSignal): Promise<void> {
  const content = Buffer.from(`probe ${newIdentifier()}`);
  const hash = sha256(content);
  const key = objectKey({ lectureId: 'probe', kind: 'export', version: 1, sha256: hash, extension: 'txt' });
  await objects.put(key, content, { sha256: hash, bytes: content.length }, signal);
  try {
    const back = await objects.get(key, signal);
    if (!back.equals(content)) throw new Error('What was read back is not what was written');
  } finally {
    await objects.remove(key, signal);
  }
}
