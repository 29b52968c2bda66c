import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LecternError, remedy } from '../../lib/failure.ts';
import { createSharedWork } from '../../lib/shared-work.ts';
import type { MediaEngine } from '../media-port.ts';
import type { Library } from '../library-port.ts';
import type { StoredObject } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';
import type { SpeechMap } from '../speech/speech-map.ts';
import { diskFailure } from './disk-failure.ts';
import { readSpeechFile, type SpeechFile } from './speech-file.ts';

/** The decoded sound of a recording and where there is speech in it. */
interface Speech {
  /** 16 kHz mono samples without a header; a cached file that may be gone tomorrow. */
  readonly pcmPath: string;
  readonly speechMap: SpeechMap;
}

/** Sound at 16 kHz, 16 bit, mono. */
const BYTES_PER_SAMPLE = 2;

/** Speech files kept understood: the lecture that is worked on and the one that is looked at. Five hours are about 4 MB. */
const MOST_FILES = 2;

/** What the cache needs. */
export interface SpeechCacheDependencies {
  readonly library: Pick<Library, 'objects'>;
  readonly objects: Pick<ObjectStore, 'get' | 'localPath'>;
  readonly media: Pick<MediaEngine, 'decode'>;
  /** May be emptied at any time. */
  readonly folder: string;
}

/** Decoded sound, kept while it is needed and made again from the source when it is gone. */
export interface SpeechCache {
  /** Where the samples of a lecture go; the folder is there. Throws `STORAGE_FULL`, `STORAGE_READ_ONLY`. */
  pcmPath(lectureId: string): Promise<string>;
  /** Samples and speech map. Throws `SPEECH_MISSING` when the recording was never listened to, and what the media engine and the store throw. */
  speechOf(lectureId: string, signal: AbortSignal): Promise<Speech>;
  /** The stored speech file; null when there is none. Throws what `ObjectStore.get` throws, and `OBJECT_CORRUPT`. */
  file(lectureId: string, signal: AbortSignal): Promise<SpeechFile | null>;
  /** Frees the space of a lecture that needs its samples no more. Never throws: what stays is found by `releaseAllBut`. */
  release(lectureId: string): Promise<void>;
  /** Frees the space of all lectures but these: what an earlier run left behind. Never throws. */
  releaseAllBut(lectureIds: ReadonlySet<string>): Promise<void>;
}

/** Makes the cache over a folder. */
export function createSpeechCache(dependencies: SpeechCacheDependencies): SpeechCache {
  const { folder } = dependencies;
  const decoding = createSharedWork<string>();
  const files = createFileMemory(dependencies.objects);
  const file: SpeechCache['file'] = async (lectureId, signal) => {
    const object = newest(dependencies.library, lectureId, 'speech');
    return object === null ? null : files.read(object.key, signal);
  };
  return {
    pcmPath: (lectureId) => pathIn(folder, lectureId),
    async speechOf(lectureId, signal) {
      const speechFile = await file(lectureId, signal);
      if (speechFile === null) throw speechMissing();
      const pcmPath = await pathIn(folder, lectureId);
      if (!(await isWhole(pcmPath, speechFile.map.totalSamples))) {
        // Several pieces ask at once; the sound is decoded for all of them together.
        await decoding.run(lectureId, signal, (shared) =>
          decodeAgain(dependencies, lectureId, pcmPath, shared),
        );
      }
      return { pcmPath, speechMap: speechFile.map };
    },
    file,
    release: (lectureId) => removeQuietly(join(folder, `${lectureId}${ENDING}`)),
    async releaseAllBut(lectureIds) {
      for (const name of await readdir(folder).catch(() => [])) {
        const isWanted = name.endsWith(ENDING) && lectureIds.has(name.slice(0, -ENDING.length));
        if (!isWanted) await removeQuietly(join(folder, name));
      }
    },
  };
}

/** The newest object of a kind that a lecture has. */
export function newest(
  library: Pick<Library, 'objects'>,
  lectureId: string,
  kind: StoredObject['kind'],
): StoredObject | null {
  const all = library.objects(lectureId).filter((object) => object.kind === kind);
  return all.reduce<StoredObject | null>(
    (best, one) => (best === null || one.version > best.version ? one : best),
    null,
  );
}

const ENDING = '.pcm';

async function pathIn(folder: string, lectureId: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskFailure(error, null);
  }
  return join(folder, `${lectureId}${ENDING}`);
}

/** Keeps the last speech files understood: a long one is megabytes of JSON. Objects never change, so nothing here grows old. */
function createFileMemory(objects: Pick<ObjectStore, 'get'>) {
  const known = new Map<string, SpeechFile>();
  return {
    async read(key: string, signal: AbortSignal): Promise<SpeechFile> {
      const file = known.get(key) ?? readSpeechFile(await objects.get(key, signal));
      known.delete(key);
      known.set(key, file);
      const [oldest] = known.keys();
      if (known.size > MOST_FILES && oldest !== undefined) known.delete(oldest);
      return file;
    },
  };
}

async function isWhole(path: string, samples: number): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  return size === samples * BYTES_PER_SAMPLE;
}

async function decodeAgain(
  { library, objects, media }: SpeechCacheDependencies,
  lectureId: string,
  pcmPath: string,
  signal: AbortSignal,
): Promise<void> {
  const source = newest(library, lectureId, 'source');
  if (source === null) throw speechMissing();
  const proxyPath = `${pcmPath}.proxy`;
  const path = await objects.localPath(source.key, signal);
  try {
    await media.decode({ path, pcmPath, proxyPath, onProgress: () => undefined, signal });
  } finally {
    await removeQuietly(proxyPath);
  }
}

/** A cache that cannot be tidied is no reason to fail anything. */
async function removeQuietly(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true }).catch(() => undefined);
}

function speechMissing(): LecternError {
  return new LecternError({
    code: 'SPEECH_MISSING',
    message: 'The sound of this recording is not there. Add the recording again.',
    remedy: remedy('choose-file', 'Add the recording again'),
    class: 'fatal',
  });
}
