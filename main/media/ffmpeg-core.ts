import { createRequire } from 'node:module';

/** The part of an Emscripten file system node that is replaced to reach the disk. */
export interface CoreNode {
  readonly id: number;
  readonly mode: number;
  node_ops: object;
  stream_ops: object;
}

/** An open file inside the engine. */
export interface CoreStream {
  readonly position: number;
}

/** The part of Emscripten's file system that is used. */
export interface CoreFileSystem {
  readonly ErrnoError: new (errno: number) => Error;
  writeFile(path: string, data: string): void;
  lookupPath(path: string): { readonly node: CoreNode };
  unlink(path: string): void;
}

/** The part of `@ffmpeg/core` that is used. */
export interface FfmpegCore {
  readonly FS: CoreFileSystem;
  readonly HEAPU8: Uint8Array;
  /** Runs the `ffmpeg` program; 0 is success. */
  exec(...argumentsList: string[]): number;
  /** Runs the `ffprobe` program. Its return value means nothing. */
  ffprobe(...argumentsList: string[]): number;
  /** Forgets the exit code of the last run. */
  reset(): void;
  setLogger(logger: (line: { readonly type: string; readonly message: string }) => void): void;
}

type CoreFactory = (overrides: {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): Record<string, never>;
}) => Promise<FfmpegCore>;

/**
 * Starts one FFmpeg instance in this thread.
 *
 * The UMD build expects a browser worker, so `self` and `location` are set first; it is loaded by `require`,
 * which works in Node and in Electron alike.
 *
 * @param corePath absolute path of `ffmpeg-core.js` (the UMD build)
 * @param wasm its compiled module, shared by all workers
 */
export async function startFfmpegCore(corePath: string, wasm: WebAssembly.Module): Promise<FfmpegCore> {
  Object.assign(globalThis, { self: globalThis, location: { href: 'file:///' } });
  const createCore = createRequire(corePath)(corePath) as CoreFactory;
  return createCore({
    instantiateWasm(imports, done) {
      done(new WebAssembly.Instance(wasm, imports));
      return {};
    },
  });
}
