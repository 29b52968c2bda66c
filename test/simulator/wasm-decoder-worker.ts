import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

/** The part of the WebAssembly build of FFmpeg that is used here. */
type Ffmpeg = {
  readonly FS: {
    writeFile: (path: string, data: Uint8Array) => void;
    readFile: (path: string) => Uint8Array;
    unlink: (path: string) => void;
  };
  setLogger: (logger: () => void) => void;
  exec: (...args: string[]) => number;
  reset: () => void;
};
type CreateFfmpeg = (options: { wasmBinary: Uint8Array }) => Promise<Ffmpeg>;

const ARGUMENTS = [
  '-nostdin',
  '-v',
  'quiet',
  '-i',
  'in',
  '-map',
  '0:a:0',
  '-f',
  'f32le',
  '-ac',
  '1',
  '-ar',
  '8000',
  '-y',
  'out',
];

const core = await loadFfmpeg();
parentPort?.on('message', (file: Uint8Array) => {
  parentPort?.postMessage({ samples: decode(file) });
});

async function loadFfmpeg(): Promise<Ffmpeg> {
  // The build asks for a browser's names before it looks for Node's.
  Object.assign(globalThis, { self: globalThis, location: { href: '' } });
  const require = createRequire(import.meta.url);
  const create = require('@ffmpeg/core') as CreateFfmpeg;
  const wasmBinary = readFileSync(require.resolve('@ffmpeg/core/wasm'));
  const ffmpeg = await create({ wasmBinary });
  ffmpeg.setLogger(() => {});
  return ffmpeg;
}

function decode(file: Uint8Array): Float32Array | null {
  core.FS.writeFile('in', file);
  core.FS.writeFile('out', new Uint8Array());
  core.exec(...ARGUMENTS);
  core.reset();
  const bytes = core.FS.readFile('out');
  core.FS.unlink('in');
  core.FS.unlink('out');
  const count = Math.floor(bytes.byteLength / 4);
  return count === 0 ? null : new Float32Array(bytes.slice(0, count * 4).buffer);
}
