import { parentPort, workerData } from 'node:worker_threads';

import { decodeTask } from './decode-task.ts';
import { encodeTask } from './encode-task.ts';
import type { EngineAnswer, EngineRequest, EngineResults, EngineThreadData } from './engine-messages.ts';
import { EngineTroubleError, runProgram } from './engine-run.ts';
import { type FfmpegCore, startFfmpegCore } from './ffmpeg-core.ts';
import { probeTask } from './probe-task.ts';

/** Shortest time between two signs of life. */
const ALIVE_INTERVAL_MS = 100;

/**
 * The engine's thread: one FFmpeg instance that does one request at a time. FFmpeg runs without a break until it is done,
 * so the only way to cancel is to end the thread.
 */
async function serve(): Promise<void> {
  if (parentPort === null) throw new Error('The media engine runs in a worker thread only.');
  const port = parentPort;
  const answer = (message: EngineAnswer) => port.postMessage(message);
  const { corePath, wasm } = workerData as EngineThreadData;
  const core = await startFfmpegCore(corePath, wasm);
  port.on('message', (request: EngineRequest) => {
    try {
      const value = perform(core, request, signsOfLife(answer));
      answer({ type: 'done', value, heapBytes: core.HEAPU8.length });
    } catch (error) {
      answer({ type: 'trouble', trouble: troubleOf(error) });
    }
  });
  answer({ type: 'ready' });
}

function perform(
  core: FfmpegCore,
  request: EngineRequest,
  onAlive: (fraction: number) => void,
): EngineResults[EngineRequest['kind']] {
  switch (request.kind) {
    case 'probe':
      return probeTask(core, request, () => onAlive(0));
    case 'decode':
      return decodeTask(core, request, onAlive);
    case 'encode':
      return encodeTask(core, request, () => onAlive(0));
    case 'version':
      return runProgram(core, 'ffmpeg', ['-version']).stdout;
  }
}

function signsOfLife(answer: (message: EngineAnswer) => void): (fraction: number) => void {
  let lastMs = 0;
  return (fraction) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < ALIVE_INTERVAL_MS) return;
    lastMs = nowMs;
    answer({ type: 'alive', fraction });
  };
}

function troubleOf(error: unknown) {
  if (error instanceof EngineTroubleError) return error.trouble;
  const { code, syscall } = error as NodeJS.ErrnoException;
  const kind = syscall === 'open' || syscall === 'stat' ? 'input' : syscall === 'fsync' ? 'output' : 'crash';
  return { kind, log: String(error), ...(code === undefined ? {} : { systemCode: code }) } as const;
}

void serve();
