import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EngineLocation } from '../media/engine-thread.ts';

/** Where the media engine lies: beside the bundle, in a package's unpacked part, or in a checkout that runs from source. */
export function findEngine(): EngineLocation {
  const runsFromSource = import.meta.url.endsWith('.ts');
  const worker = runsFromSource ? '../media/engine-worker.ts' : './engine-worker.js';
  return {
    workerUrl: new URL(worker, import.meta.url),
    corePath: unpacked(createRequire(import.meta.url).resolve('@ffmpeg/core')),
  };
}

/** WebAssembly is read as a file, so a package keeps it outside its archive. */
function unpacked(path: string): string {
  const outside = path.replace(/([/\\]app\.asar)([/\\])/, '$1.unpacked$2');
  return existsSync(outside) ? outside : path;
}
