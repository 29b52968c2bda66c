import { LecternError, remedy } from '../lib/failure.ts';
import { sha256 } from '../lib/hash-file.ts';
import { newIdentifier } from '../lib/identifier.ts';
import { objectKey } from '../pipeline/manifest/object-key.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';

/** How long taking the object away again may last, whatever became of the question. Milliseconds. */
const REMOVE_MS = 10_000;

/**
 * Writes a small object, reads it back, compares and removes it. Throws what the store throws, and `STORAGE_UNRELIABLE` when other bytes
 * come back.
 */
export async function storageRoundTrip(
  objects: Pick<ObjectStore, 'put' | 'get' | 'remove'>,
  signal: AbortSignal,
): Promise<void> {
  const content = Buffer.from(`probe ${newIdentifier()}`);
  const hash = sha256(content);
  const key = objectKey({ lectureId: 'probe', kind: 'export', version: 1, sha256: hash, extension: 'txt' });
  try {
    await objects.put(key, content, { sha256: hash, bytes: content.length }, signal);
    const back = await objects.get(key, signal);
    if (!back.equals(content)) throw unreliable();
  } catch (error) {
    // It may have been written although the answer was lost; why that went wrong is what is told.
    await objects.remove(key, AbortSignal.timeout(REMOVE_MS)).catch(() => undefined);
    throw error;
  }
  await objects.remove(key, signal);
}

function unreliable(): LecternError {
  return new LecternError({
    code: 'STORAGE_UNRELIABLE',
    message: 'What was saved came back different. The disk or the network share is not to be trusted.',
    remedy: remedy('open-settings', 'Choose another folder', 'storage.folder'),
    class: 'needs-user',
    scope: 'storage',
  });
}
