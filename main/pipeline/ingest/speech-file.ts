import { z } from 'zod';
import { readJson } from '../manifest/stored-files.ts';
import type { SpeechMap } from '../speech/speech-map.ts';

/** Waveform peaks for every second of sound: the engine gives one for each tenth. */
export const PEAKS_PER_SECOND = 10;

// Not `z.base64()`: its pattern keeps a trace of every letter, which takes more memory than the text.
const bytesAsBase64 = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

const speechFileSchema = z.object({
  durationMs: z.number().int().nonnegative(),
  peaks: bytesAsBase64,
  map: z.object({
    totalSamples: z.number().int().nonnegative(),
    level: bytesAsBase64,
    speech: bytesAsBase64,
    regions: z.array(z.object({ startMs: z.number().nonnegative(), endMs: z.number().nonnegative() })),
  }),
});

/** What is kept of listening to a recording once: where there is speech, and the waveform for the player. */
export interface SpeechFile {
  readonly durationMs: number;
  /** `PEAKS_PER_SECOND` values of 0 to 255. */
  readonly peaks: Uint8Array;
  readonly map: SpeechMap;
}

/** Writes the bytes of a speech object. */
export function speechFile(file: SpeechFile): Buffer {
  const { durationMs, peaks, map } = file;
  const plain = {
    durationMs,
    peaks: copy(peaks),
    map: { ...map, level: copy(map.level), speech: copy(map.speech), regions: [...map.regions] },
  };
  return Buffer.from(JSON.stringify(z.encode(speechFileSchema, plain)));
}

/** Reads the bytes of a speech object. Throws `OBJECT_CORRUPT`. */
export function readSpeechFile(bytes: Buffer): SpeechFile {
  return readJson(bytes, speechFileSchema);
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
