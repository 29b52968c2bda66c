import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { MediaEngine } from '../media-port.ts';
import type { Library, ObjectStore, StoredObject } from '../ports.ts';
import type { SpeechMap } from '../speech/speech-map.ts';
import { readSpeechFile, type SpeechFile } from './speech-file.ts';

/** The decoded sound of a recording and where there is speech in it. */
export interface Speech {
  /** 16 kHz mono samples without a header; a cached file that may be gone tomorrow. */
  readonly pcmPath: string;
  readonly speechMap: SpeechMap;
}

/** Sound at 16 kHz, 16 bit, mono. */
const BYTES_PER_SAMPLE = 2;

/** What the cache needs. */
export interface SpeechCacheDependencies {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly media: MediaEngine;
  readonly folder: string;
}

/** Decoded sound, kept while it is needed and made again from the source when it is gone. */
export interface SpeechCache {
  /** Where the samples of a lecture go. */
  pcmPath(lectureId: string): Promise<string>;
  /** Samples and speech map. Throws `SPEECH_MISSING` when the recording was never listened to, and what the media engine throws. */
  speechOf(lectureId: string, signal: AbortSignal): Promise<Speech>;
  /** The stored speech file; null when there is none. */
  file(lectureId: string, signal: AbortSignal): Promise<SpeechFile | null>;
  /** Frees the space of a lecture that needs its samples no more. */
  release(lectureId: string): Promise<void>;
}

/** Makes the cache over a folder that may be emptied at any time. */
export function createSpeechCache(dependencies: SpeechCacheDependencies): SpeechCache {
  const pending = new Map<string, Promise<void>>();
  const cache: SpeechCache = {
    async pcmPath(lectureId) {
      await mkdir(dependencies.folder, { recursive: true, mode: 0o700 });
      return join(dependencies.folder, `${lectureId}.pcm`);
    },
    async speechOf(lectureId, signal) {
      const file = await cache.file(lectureId, signal);
      if (file === null) throw speechMissing();
      const pcmPath = await cache.pcmPath(lectureId);
      if (!(await isWhole(pcmPath, file.map.totalSamples))) {
        // Several pieces ask at once; the sound is decoded for all of them together.
        const decoding = pending.get(lectureId) ?? decodeAgain(dependencies, lectureId, pcmPath, signal);
        pending.set(lectureId, decoding);
        await decoding.finally(() => pending.delete(lectureId));
      }
      return { pcmPath, speechMap: file.map };
    },
    async file(lectureId, signal) {
      const object = newest(dependencies.library, lectureId, 'speech');
      return object === null ? null : readSpeechFile(await dependencies.objects.get(object.key, signal));
    },
    async release(lectureId) {
      await rm(join(dependencies.folder, `${lectureId}.pcm`), { force: true });
    },
  };
  return cache;
}

/** The newest object of a kind that a lecture has. */
export function newest(library: Library, lectureId: string, kind: StoredObject['kind']): StoredObject | null {
  const all = library.objects(lectureId).filter((object) => object.kind === kind);
  return all.reduce<StoredObject | null>(
    (best, one) => (best === null || one.version > best.version ? one : best),
    null,
  );
}

async function isWhole(path: string, samples: number): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  return size === samples * BYTES_PER_SAMPLE;
}

async function decodeAgain(
  dependencies: SpeechCacheDependencies,
  lectureId: string,
  pcmPath: string,
  signal: AbortSignal,
): Promise<void> {
  const source = newest(dependencies.library, lectureId, 'source');
  if (source === null) throw speechMissing();
  const proxyPath = `${pcmPath}.proxy`;
  const path = await dependencies.objects.localPath(source.key, signal);
  await dependencies.media.decode({ path, pcmPath, proxyPath, onProgress: () => undefined, signal });
  await rm(proxyPath, { force: true });
}

function speechMissing(): LecternError {
  return new LecternError({
    code: 'SPEECH_MISSING',
    message: 'The sound of this recording is not there. Locate the recording and add it again.',
    remedy: remedy('choose-file', 'Add the recording again'),
    class: 'fatal',
  });
}
