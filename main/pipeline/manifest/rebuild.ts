import { toFailure } from '../../lib/failure.ts';
import type { CallAdopter } from '../manifest-port.ts';
import type { Library } from '../library-port.ts';
import type { ObjectStore } from '../store-port.ts';
import { adoptPieces } from './adopt-pieces.ts';
import { adoptLecture, adoptVersion, type ProvenVersion } from './adopt-version.ts';
import { manifestSchema, type Manifest } from './manifest.ts';
import { parseObjectKey } from './object-key.ts';
import { readArtifactFile, readJson } from './stored-files.ts';

/** Where from and where to. The library may be empty or hold an older state, such as a restored backup. */
export interface RebuildInput {
  readonly objects: ObjectStore;
  readonly library: Library;
  readonly calls: CallAdopter;
  readonly signal: AbortSignal;
}

/** What came of a rebuild. Problems name objects that prove nothing any more; all else has been adopted. */
export interface RebuildReport {
  readonly lectures: number;
  readonly versions: number;
  readonly answers: number;
  readonly problems: readonly { readonly key: string; readonly code: string }[];
}

/**
 * Writes the rows of everything the manifests prove: lectures, courses, objects, transcripts, artifacts, exports and raw
 * answers. What is there already stays; a second run changes nothing. One lecture is one transaction.
 * Throws only when the store cannot be listed or the database cannot be written.
 */
export async function rebuildFromObjects(input: RebuildInput): Promise<RebuildReport> {
  const { objects, library, signal } = input;
  const found = await findManifests(objects, signal);
  const problems: { key: string; code: string }[] = [];
  const total = { lectures: 0, versions: 0, answers: 0 };
  for (const [lectureId, keys] of found) {
    const versions: ProvenVersion[] = [];
    for (const key of keys) {
      const proven = await prove(objects, key, signal);
      if ('code' in proven) problems.push({ key, code: proven.code });
      else versions.push(proven);
    }
    if (versions.length === 0) continue;
    const isNew = library.lecture(lectureId) === null;
    const adopted = library.transaction(() => {
      adoptLecture(library, newestState(versions));
      for (const { manifest } of versions.toSorted(byAge)) {
        if ('pieces' in manifest.data) adoptPieces(library, lectureId, manifest.data.pieces);
      }
      return versions.toSorted(byVersion).map((one) => adoptVersion(input, one));
    });
    total.lectures += isNew ? 1 : 0;
    total.versions += adopted.filter(({ isNewVersion }) => isNewVersion).length;
    total.answers += adopted.reduce((sum, { answers }) => sum + answers, 0);
  }
  return { ...total, problems };
}

/** The manifest that knew the lecture last. */
function newestState(versions: readonly ProvenVersion[]): Manifest {
  const manifests = versions.map(({ manifest }) => manifest);
  return manifests.reduce((newest, next) =>
    next.lecture.revision > newest.lecture.revision ? next : newest,
  );
}

/** Plans follow each other in time, whatever they are numbered. */
function byAge({ manifest: a }: ProvenVersion, { manifest: b }: ProvenVersion): number {
  return a.object.createdAt - b.object.createdAt || a.lecture.revision - b.lecture.revision;
}

/** Rows are written oldest version first, as they were made. */
function byVersion({ object: a }: ProvenVersion, { object: b }: ProvenVersion): number {
  return a.version - b.version || a.createdAt - b.createdAt;
}

async function findManifests(objects: ObjectStore, signal: AbortSignal): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { key } of objects.list('lectures/', signal)) {
    const parts = parseObjectKey(key);
    if (parts?.kind !== 'manifest') continue;
    found.set(parts.lectureId, [...(found.get(parts.lectureId) ?? []), key]);
  }
  return found;
}

/** Reads a manifest and makes sure that the object it speaks of is there. */
async function prove(
  objects: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<ProvenVersion | { readonly code: string }> {
  try {
    const bytes = await objects.get(key, signal);
    const manifest = readJson(bytes, manifestSchema);
    const { object, data, lecture } = manifest;
    const parts = parseObjectKey(key);
    if (parts === null || lecture.id !== parts.lectureId || parseObjectKey(object.key)?.kind !== data.kind) {
      return { code: 'OBJECT_CORRUPT' };
    }
    if ((await objects.size(object.key, signal)) !== object.bytes) return { code: 'OBJECT_MISSING' };
    const stored = { lectureId: lecture.id, version: object.version, createdAt: object.createdAt };
    return {
      manifest,
      object: { ...object, lectureId: lecture.id, kind: data.kind },
      manifestObject: { ...stored, key, kind: 'manifest', bytes: bytes.length, sha256: parts.sha256 },
      content:
        data.kind === 'artifact' ? readArtifactFile(await objects.get(object.key, signal)).content : null,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { code: toFailure(error).code };
  }
}
