import type { EngineRequest, EngineResults, EngineTrouble } from './engine-messages.ts';
import { compileEngine, type EngineLocation, type EngineThread, startEngineThread } from './engine-thread.ts';
import { engineCrashed, engineMissing, readFailure, refusal, writeFailure } from './media-failures.ts';
import { createTaskLine } from './task-line.ts';

/** How a request is treated. */
export interface PerformOptions {
  /** Goes before waiting tasks that are not urgent. */
  readonly urgent: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

/** The engine's thread behind a line: started when needed, kept warm, replaced when it broke, ended when idle. */
export interface EngineCrew {
  /** Does a request when its turn comes. Throws `LecternError`, or the signal's reason. */
  perform<Kind extends EngineRequest['kind']>(
    request: Extract<EngineRequest, { kind: Kind }>,
    options: PerformOptions,
  ): Promise<EngineResults[Kind]>;
  stop(): Promise<void>;
}

/** Makes a crew; nothing is loaded before the first request. */
export function createEngineCrew(
  options: EngineLocation & { readonly silenceMs: number; readonly idleMs: number },
): EngineCrew {
  const line = createTaskLine();
  let stopReason: Error | undefined;
  let compiled: Promise<WebAssembly.Module> | undefined;
  let thread: EngineThread | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  const dismiss = async () => {
    clearTimeout(idleTimer);
    const leaving = thread;
    thread = undefined;
    await leaving?.end();
  };

  const ready = async (): Promise<EngineThread> => {
    if (stopReason !== undefined) throw stopReason;
    clearTimeout(idleTimer);
    if (thread?.reusable === true) return thread;
    await dismiss();
    try {
      compiled ??= compileEngine(options.corePath);
      thread = await startEngineThread(options, await compiled, options.silenceMs);
      return thread;
    } catch (cause) {
      compiled = undefined;
      throw engineMissing(cause);
    }
  };

  const performNow = async (
    request: EngineRequest,
    { signal, onProgress }: PerformOptions,
  ): Promise<unknown> => {
    const worker = await ready();
    signal.throwIfAborted();
    const cancel = () => void worker.end();
    signal.addEventListener('abort', cancel, { once: true });
    const outcome = await worker.perform(request, (fraction) => onProgress?.(fraction));
    signal.removeEventListener('abort', cancel);
    idleTimer = setTimeout(() => void dismiss(), options.idleMs).unref();
    signal.throwIfAborted();
    if (stopReason !== undefined) throw stopReason;
    if (outcome.type === 'done') return outcome.value;
    throw outcome.type === 'died' ? engineCrashed(outcome.cause) : failureOf(outcome.trouble);
  };

  return {
    async perform<Kind extends EngineRequest['kind']>(
      request: Extract<EngineRequest, { kind: Kind }>,
      performOptions: PerformOptions,
    ) {
      const value = await line.run(() => performNow(request, performOptions), performOptions);
      // A thread answers a request with the result of its kind; types do not cross threads.
      return value as EngineResults[Kind];
    },
    async stop() {
      stopReason = new DOMException('The media engine was stopped.', 'AbortError');
      line.abandonAll(stopReason);
      await dismiss();
    },
  };
}

function failureOf(trouble: EngineTrouble): Error {
  const cause = new Error(trouble.log);
  switch (trouble.kind) {
    case 'input':
      return readFailure(trouble.systemCode, cause);
    case 'output':
      return writeFailure(trouble.systemCode, cause);
    case 'unrecognised':
      return refusal('AUDIO_UNREADABLE', cause);
    case 'no-track':
      return refusal('AUDIO_NO_TRACK', cause);
    case 'unreadable':
      return refusal('AUDIO_DAMAGED', cause);
    case 'too-long':
      return refusal('AUDIO_TOO_LONG', cause);
    case 'crash':
      return engineCrashed(cause);
  }
}
