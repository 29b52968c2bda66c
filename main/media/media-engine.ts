import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { LecternError } from '../lib/failure.ts';
import type { DecodedSpeech, DecodeInput, EncodeSegmentInput, MediaEngine } from '../pipeline/media-port.ts';
import { SAMPLE_RATE } from '../pipeline/speech/speech-features.ts';
import { createEngineCrew, type EngineCrew } from './engine-crew.ts';
import type { EngineLocation } from './engine-thread.ts';
import { assertComplete } from './file-growth.ts';
import { judgeFile, mp4SoundOf, unrecognised } from './judge-file.ts';
import { refusal, writeFailure } from './media-failures.ts';
import { probeMedia } from './probe-media.ts';
import { assertSamples, readSamples, wavFile } from './wav-file.ts';

/** Shortest sound accepted: no word is shorter than a tenth of a second. */
const SHORTEST_SAMPLES = SAMPLE_RATE / 10;

/** How long a file that changed lately must stand still. */
const GROWTH_WATCH_MS = 500;

/** Where the engine lies and how patient it is. */
export interface MediaEngineOptions extends EngineLocation {
  /** A task in which nothing is read or written for so long counts as crashed. */
  readonly silenceMs?: number;
  /** An idle engine gives its memory back after so long. */
  readonly idleMs?: number;
}

/** FFmpeg compiled to WebAssembly, in a worker thread. Nothing is loaded before the first task. */
export function createMediaEngine(options: MediaEngineOptions): MediaEngine {
  const crew = createEngineCrew({ silenceMs: 60_000, idleMs: 120_000, ...options });
  return {
    assertComplete: (path, signal) => assertComplete(path, GROWTH_WATCH_MS, signal),
    probe: (path, signal) => probeMedia(crew, path, signal),
    decode: (input) => decode(crew, input),
    encodeSegment: (input) => encodeSegment(crew, input),
    async version() {
      const signal = new AbortController().signal;
      const text = await crew.perform({ kind: 'version' }, { urgent: true, signal });
      return /ffmpeg version (\S+)/.exec(text)?.[1]?.replace(/^n?/, 'FFmpeg ') ?? 'FFmpeg';
    },
    stop: () => crew.stop(),
  };
}

async function decode(crew: EngineCrew, input: DecodeInput): Promise<DecodedSpeech> {
  const { path, signal } = input;
  const media = await judgeFile(path);
  if (media.kind === 'transcript') throw refusal('AUDIO_IS_TEXT');
  const partial = { pcmPath: `${input.pcmPath}.partial`, proxyPath: `${input.proxyPath}.partial` };
  try {
    const { totalSamples, features, peaks } = await crew.perform(
      { kind: 'decode', path, mp4: await mp4SoundOf(media, path), ...partial },
      { urgent: false, signal, onProgress: (fraction) => input.onProgress(fraction) },
    );
    if (totalSamples === 0) throw refusal('AUDIO_ZERO_LENGTH');
    if (totalSamples < SHORTEST_SAMPLES) throw refusal('AUDIO_TOO_SHORT');
    signal.throwIfAborted();
    await publish(partial.pcmPath, input.pcmPath);
    await publish(partial.proxyPath, input.proxyPath);
    input.onProgress(1);
    return { durationMs: Math.round((totalSamples * 1000) / SAMPLE_RATE), totalSamples, features, peaks };
  } catch (error) {
    await Promise.all([rm(partial.pcmPath, { force: true }), rm(partial.proxyPath, { force: true })]);
    throw isUnreadable(error) ? unrecognised(media, error) : error;
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof LecternError && error.failure.code === 'AUDIO_UNREADABLE';
}

async function encodeSegment(crew: EngineCrew, input: EncodeSegmentInput): Promise<Buffer> {
  const { pcmPath, startSample, endSample, format, signal } = input;
  signal.throwIfAborted();
  if (format === 'wav') return wavFile(await readSamples(pcmPath, startSample, endSample));
  await assertSamples(pcmPath, endSample);
  const request = { kind: 'encode', pcmPath, startSample, endSample, format } as const;
  const bytes = await crew.perform(request, { urgent: true, signal });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Gives a finished, synced file its final name and makes the name durable. */
async function publish(partialPath: string, finalPath: string): Promise<void> {
  try {
    await rename(partialPath, finalPath);
    // Windows has no way to sync a folder; its file system journals renames.
    if (process.platform === 'win32') return;
    const folder = await open(dirname(finalPath), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (cause) {
    throw writeFailure((cause as NodeJS.ErrnoException).code, cause);
  }
}
