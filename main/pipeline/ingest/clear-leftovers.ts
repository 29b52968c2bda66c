import type { ManifestData } from '../manifest/manifest.ts';
import { manifestSchema } from '../manifest/manifest.ts';
import { parseObjectKey } from '../manifest/object-key.ts';
import { readJson } from '../manifest/stored-files.ts';
import type { Library } from '../library-port.ts';
import type { StoredObject } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';

/** What only ingest makes, and makes again from the recording whenever it is needed. */
const ownKinds: readonly string[] = ['source', 'proxy', 'speech'];

/**
 * Removes what an earlier try of this stage left in the store when it died between an object and its rows: a manifest says when it was
 * written, so a second try writes another one. Nothing that has a row, or is about to get one, is touched, and nothing that holds a paid
 * answer. Throws what the store throws.
 * @param kept objects whose rows are about to be written
 */
export async function clearLeftovers(
  { library, objects }: { readonly library: Library; readonly objects: ObjectStore },
  lectureId: string,
  kept: readonly StoredObject[],
  signal: AbortSignal,
): Promise<void> {
  const known = new Set([...library.objects(lectureId), ...kept].map(({ key }) => key));
  const leftovers: string[] = [];
  for await (const { key } of objects.list(`lectures/${lectureId}/`, signal)) {
    if (!known.has(key) && (await isOwn(objects, key, signal))) leftovers.push(key);
  }
  for (const key of leftovers) await objects.remove(key, signal);
}

async function isOwn(objects: ObjectStore, key: string, signal: AbortSignal): Promise<boolean> {
  const kind = parseObjectKey(key)?.kind ?? '';
  if (kind !== 'manifest') return ownKinds.includes(kind);
  const data = await dataOf(objects, key, signal);
  // A transcript without answers was imported, or is the empty one of a recording in which nothing is said.
  return (
    data !== null && (ownKinds.includes(data.kind) || (data.kind === 'transcript' && data.calls.length === 0))
  );
}

/** Null for a manifest that cannot be read: it may prove something to a later version. */
async function dataOf(objects: ObjectStore, key: string, signal: AbortSignal): Promise<ManifestData | null> {
  try {
    return readJson(await objects.get(key, signal), manifestSchema).data;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
