import { createHash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Library } from '../library-port.ts';
import type { ObjectKind, StoredObject } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';
import { MANIFEST_FORMAT, manifestSchema, type ManifestData } from './manifest.ts';
import { objectKey, parseObjectKey } from './object-key.ts';

/** A file that has been hashed already; it is copied as a stream. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The file is ours, complete and synced; the store may move it instead of copying it. */
  readonly isOwn?: boolean;
}

/** One version of one kind of object, with what its rows will say. */
export interface NewVersion {
  readonly objects: ObjectStore;
  readonly library: Pick<Library, 'lecture' | 'course'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly lectureId: string;
  readonly version: number;
  /** Without a dot: `json`, `mp3`. */
  readonly extension: string;
  readonly content: Buffer | HashedFile;
  /** Its `kind` is the object's kind. */
  readonly data: ManifestData;
}

/** Both objects are durable; the rows are the caller's, in the transaction that settles its task. */
export interface StoredVersion {
  readonly object: StoredObject;
  readonly manifest: StoredObject;
}

/**
 * Puts the object and then the manifest that proves it. A task that died before its commit can simply run again: what it stored with the
 * same bytes is taken up, so that nothing is left over. Throws what `ObjectStore.put` throws.
 */
export async function storeVersion(input: NewVersion): Promise<StoredVersion> {
  const { content, objects, signal } = input;
  const object = describe(input, input.data.kind, input.extension, hashed(content));
  const isAgain = (await objects.size(object.key, signal)) !== null;
  await objects.put(
    object.key,
    Buffer.isBuffer(content) ? content : { path: content.path, take: content.isOwn ?? false },
    { sha256: object.sha256, bytes: object.bytes },
    signal,
  );
  const earlier = isAgain ? await earlierManifest(input, object) : null;
  if (earlier !== null) return { object, manifest: earlier };
  const text = Buffer.from(manifestText(input, object));
  const manifest = describe(input, 'manifest', 'json', hashed(text));
  await objects.put(manifest.key, text, { sha256: manifest.sha256, bytes: manifest.bytes }, signal);
  return { object, manifest };
}

function hashed(content: Buffer | HashedFile): { sha256: string; bytes: number } {
  if (!Buffer.isBuffer(content)) return { sha256: content.sha256, bytes: content.bytes };
  return { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}

function describe(
  input: NewVersion,
  kind: ObjectKind,
  extension: string,
  { sha256, bytes }: { sha256: string; bytes: number },
): StoredObject {
  const { lectureId, version } = input;
  const key = objectKey({ lectureId, kind, version, sha256, extension });
  return { key, lectureId, kind, version, bytes, sha256, createdAt: input.clock.now() };
}

/** The manifest an interrupted attempt has stored for this very object; null when it did not come that far. */
async function earlierManifest(
  { objects, signal, lectureId, version }: NewVersion,
  object: StoredObject,
): Promise<StoredObject | null> {
  for await (const { key, bytes } of objects.list(`lectures/${lectureId}/manifest/${version}-`, signal)) {
    const parts = parseObjectKey(key);
    const manifest = manifestSchema.safeParse(parsedJson(await objects.get(key, signal)));
    if (parts === null || manifest.data?.object.key !== object.key) continue;
    return { ...object, key, kind: 'manifest', bytes, sha256: parts.sha256 };
  }
  return null;
}

/** A manifest that cannot be read proves nothing and is left to the integrity check. */
function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function manifestText(input: NewVersion, object: StoredObject): string {
  const lecture = input.library.lecture(input.lectureId);
  if (lecture === null) throw new Error('A version is stored for a lecture that is not in the library');
  const course = lecture.courseId === null ? null : input.library.course(lecture.courseId);
  return JSON.stringify(
    manifestSchema.parse({ manifest: MANIFEST_FORMAT, lecture, course, object, data: input.data }),
  );
}
