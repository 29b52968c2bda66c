import { createRequire } from 'node:module';
import { createMediaEngine } from '../../main/media/media-engine.ts';
import type { MediaEngineOptions } from '../../main/media/media-engine.ts';
import type { MediaEngine } from '../../main/pipeline/media-port.ts';

/** The product's media engine, run from source. Stop it when done. */
export function createRealMediaEngine(options: Partial<MediaEngineOptions> = {}): MediaEngine {
  return createMediaEngine({
    workerUrl: new URL('../../main/media/engine-worker.ts', import.meta.url),
    corePath: createRequire(import.meta.url).resolve('@ffmpeg/core'),
    ...options,
  });
}

/** A signal that is never aborted. */
export const NEVER_ABORTED = new AbortController().signal;
