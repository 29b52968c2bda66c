import { readFile } from 'node:fs/promises';
import { join, dirname } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { EngineAnswer, EngineRequest, EngineThreadData, EngineTrouble } from './engine-messages.ts';

/** Where the engine's parts lie. Differs between a checkout, the build and a package. */
export interface EngineLocation {
  /** The built or source file of `engine-worker`. */
  readonly workerUrl: URL;
  /** Absolute path of `ffmpeg-core.js` (UMD); `ffmpeg-core.wasm` lies beside it. */
  readonly corePath: string;
}

/** How one request ended. `died` is a thread that went away or stopped moving. */
export type EngineOutcome =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'trouble'; readonly trouble: EngineTrouble }
  | { readonly type: 'died'; readonly cause: Error };

/** One thread with one FFmpeg instance. */
export interface EngineThread {
  /** False once the thread has died, met trouble, or done as much as one instance should. */
  readonly reusable: boolean;
  /** Does one request. Ending the thread meanwhile resolves with `died`. */
  perform(request: EngineRequest, onAlive: (fraction: number) => void): Promise<EngineOutcome>;
  /** Ends the thread at once, whatever it does. Files it had open are closed. */
  end(): Promise<void>;
}

/** Every run leaks a little of FFmpeg's stack; the 65th ends in a memory error. An instance is replaced after this many requests… */
const REQUESTS_PER_THREAD = 40;
/** …or when its memory, which WebAssembly never gives back, has grown to this. */
const LARGEST_HEAP_BYTES = 96 * 1024 * 1024;

/** Hours of sound make garbage of the shortest kind; collected early it takes 4 MB instead of 48. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4 };

/** Reads and compiles FFmpeg once; threads share the result. */
export async function compileEngine(corePath: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(join(dirname(corePath), 'ffmpeg-core.wasm')));
}

/**
 * Starts a thread.
 * @param silenceMs a thread that neither reads nor writes for so long counts as dead
 * @throws what made the thread unable to start
 */
export async function startEngineThread(
  location: EngineLocation,
  wasm: WebAssembly.Module,
  silenceMs: number,
): Promise<EngineThread> {
  const workerData: EngineThreadData = { corePath: location.corePath, wasm };
  const worker = new Worker(location.workerUrl, { workerData, resourceLimits: THREAD_LIMITS });
  let reusable = true;
  let requests = 0;
  let isEnding = false;
  let heard: (answer: EngineAnswer) => void = () => undefined;
  let died: (cause: Error) => void = () => undefined;
  const onDeath = (cause: Error) => {
    reusable = false;
    died(cause);
  };
  worker.on('message', (answer: EngineAnswer) => heard(answer));
  worker.on('error', onDeath);
  worker.on('exit', (code) => onDeath(new Error(`The media engine's thread ended with ${code}.`)));
  await new Promise<void>((resolve, reject) => {
    heard = () => resolve();
    died = reject;
  });
  worker.unref();

  return {
    get reusable() {
      return reusable && !isEnding;
    },
    async perform(request, onAlive) {
      requests += 1;
      worker.ref();
      const outcome = await new Promise<EngineOutcome>((resolve) => {
        const watchdog = setTimeout(() => {
          died(new Error(`The media engine did nothing for ${silenceMs} ms.`));
          void worker.terminate();
        }, silenceMs);
        died = (cause) => {
          clearTimeout(watchdog);
          resolve({ type: 'died', cause });
        };
        heard = (answer) => {
          watchdog.refresh();
          if (answer.type === 'alive') return onAlive(answer.fraction);
          if (answer.type === 'ready') return;
          clearTimeout(watchdog);
          if (answer.type === 'trouble' || answer.heapBytes > LARGEST_HEAP_BYTES) reusable = false;
          resolve(answer);
        };
        worker.postMessage(request);
      });
      if (requests >= REQUESTS_PER_THREAD || isSpent(request, outcome)) reusable = false;
      // An answer may come while the thread is being ended; unreferenced now, the process could end before that is done.
      if (!isEnding) worker.unref();
      return outcome;
    },
    async end() {
      isEnding = true;
      await worker.terminate();
    },
  };
}

/** Asking for the version leaves ffprobe printing banners into its answers. */
function isSpent(request: EngineRequest, outcome: EngineOutcome): boolean {
  return outcome.type === 'died' || request.kind === 'version';
}
