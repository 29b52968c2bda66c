import { Worker } from 'node:worker_threads';
import type { AudioDecoder } from './audio-decoder.ts';

type Reply = { readonly samples: Float32Array | null };

/** Every run leaks a little of FFmpeg's stack, and some sixty of them end in a memory error: a worker goes before that. */
const FILES_PER_WORKER = 40;

const WORKER_FILE = new URL('./wasm-decoder-worker.ts', import.meta.url);

/**
 * Decodes with FFmpeg compiled to WebAssembly in one worker, for machines without ffmpeg. It starts on the first file, takes
 * one file at a time, and is replaced in time and when a hostile file has made it fall over.
 */
export function createWasmDecoder(): AudioDecoder {
  let worker: Worker | null = null;
  let files = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const decodeNow = async (file: Uint8Array): Promise<Float32Array | null> => {
    if (files >= FILES_PER_WORKER) await replace();
    worker ??= new Worker(WORKER_FILE);
    files += 1;
    try {
      return await ask(worker, file);
    } catch {
      await replace();
      return null;
    }
  };
  const replace = async (): Promise<void> => {
    await worker?.terminate();
    worker = null;
    files = 0;
  };
  return {
    decode: (file) => {
      const result = queue.then(() => decodeNow(file));
      queue = result;
      return result;
    },
    stop: replace,
  };
}

function ask(worker: Worker, file: Uint8Array): Promise<Float32Array | null> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: Reply): void => settle(() => resolve(reply.samples));
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (): void => settle(() => reject(new Error('The decoder stopped')));
    const settle = (finish: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      finish();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(file);
  });
}
