import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEARING_RATE } from './dtmf.ts';
import { createWasmDecoder } from './wasm-decoder.ts';

/** Turns any audio file into mono samples at 8 kHz, or null when no sound can be read from it. */
export type AudioDecoder = {
  decode: (file: Uint8Array) => Promise<Float32Array | null>;
  stop: () => Promise<void>;
};

/** Which decoder listens: the system's ffmpeg, the WebAssembly one in a worker, or the first that is there. */
export type DecoderChoice = 'auto' | 'system' | 'wasm';

/** Two cores are the smallest machine the tests run on. */
const MOST_AT_ONCE = 2;

/** Opens the chosen decoder. It runs at most two files at a time and holds further ones back. */
export function createAudioDecoder(choice: DecoderChoice): AudioDecoder {
  const useSystem = choice === 'system' || (choice === 'auto' && hasSystemFfmpeg());
  return useSystem ? createSystemDecoder() : createWasmDecoder();
}

function createSystemDecoder(): AudioDecoder {
  const takeTurn = createTurns(MOST_AT_ONCE);
  return { decode: (file) => takeTurn(() => decodeWithSystem(file)), stop: () => Promise.resolve() };
}

function hasSystemFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** MP4 may keep its index at the end, so the file is put where ffmpeg can seek in it. */
async function decodeWithSystem(file: Uint8Array): Promise<Float32Array | null> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-simulator-'));
  try {
    const path = join(folder, 'audio');
    await writeFile(path, file);
    return await readSamples(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readSamples(path: string): Promise<Float32Array | null> {
  const args = ['-nostdin', '-v', 'quiet', '-threads', '1', '-i', path, '-map', '0:a:0'];
  const output = ['-f', 'f32le', '-ac', '1', '-ar', String(HEARING_RATE), '-'];
  const child = spawn('ffmpeg', [...args, ...output], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(toSamples(Buffer.concat(chunks))));
  });
}

/** Reads 32-bit float samples; null when there are none. */
export function toSamples(bytes: Uint8Array): Float32Array | null {
  const count = Math.floor(bytes.byteLength / 4);
  if (count === 0) return null;
  const samples = new Float32Array(count);
  new Uint8Array(samples.buffer).set(bytes.subarray(0, count * 4));
  return samples;
}

/** Answers a function that runs work as soon as fewer than `most` pieces of it are running. */
export function createTurns(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
