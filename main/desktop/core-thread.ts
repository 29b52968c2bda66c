import { Worker } from 'node:worker_threads';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Failure, Reply } from '../../preload/contract/failure.ts';
import { createEmitter } from '../lib/emitter.ts';
import { remedy } from '../lib/failure.ts';
import type {
  CoreThreadData,
  DesktopQuestion,
  MessageFromCore,
  MessageToCore,
} from '../lib/thread-messages.ts';

/** State of the core's thread, as the window shows it. */
export type CoreState = 'starting' | 'ready' | 'restarting' | 'failed';

/** The core behind its thread. */
export interface CoreThread {
  /** Never throws; a core that is gone answers with a failure. */
  call(command: string, input: unknown): Promise<Reply<unknown>>;
  subscribe(listener: (event: CoreEvent) => void): () => void;
  state(): CoreState;
  /** Why the core could not be started; null while it can. */
  failure(): Failure | null;
  /** Ends the core in order: running work goes back to the queue. */
  stop(): Promise<void>;
}

/** Answers what the core asks of the desktop. */
export type DesktopAnswers = (question: DesktopQuestion, input: unknown) => Promise<Reply<unknown>>;

/** More deaths than this within `DEATH_WINDOW_MS` and the thread stays down, with a sentence that says so. */
const MOST_DEATHS = 3;
const DEATH_WINDOW_MS = 300_000;
/** A polite end takes less; after this the thread is ended and work recovers as at any start. */
const STOP_LIMIT_MS = 8_000;

/**
 * Starts the core in a thread of its own and starts it again when it dies: a disk that takes a second to sync must never freeze a
 * window, and a crash there must not end the app.
 */
export function startCoreThread(entry: URL, data: CoreThreadData, answers: DesktopAnswers): CoreThread {
  const events = createEmitter<CoreEvent>();
  const calls = new Map<number, (reply: Reply<unknown>) => void>();
  const deaths: number[] = [];
  let state: CoreState = 'starting';
  let failure: Failure | null = null;
  let nextId = 1;
  let stopping = false;
  let ready = gate();
  let worker = launch();

  function launch(): Worker {
    const started = new Worker(entry, { workerData: data, name: 'lectern-core' });
    started.on('message', (message: MessageFromCore) => hear(message));
    started.on('error', () => undefined);
    started.on('exit', () => bury());
    return started;
  }

  function hear(message: MessageFromCore): void {
    switch (message.kind) {
      case 'ready':
        announce('ready');
        return ready.open();
      case 'not-started':
        failure = message.failure;
        announce('failed');
        return ready.open();
      case 'reply':
        calls.get(message.id)?.(message.reply);
        calls.delete(message.id);
        return;
      case 'event':
        return events.emit(message.event);
      case 'ask':
        void answers(message.question, message.input).then((reply) =>
          tell({ kind: 'answer', id: message.id, reply }),
        );
    }
  }

  function bury(): void {
    for (const settle of calls.values()) settle({ ok: false, failure: coreGone() });
    calls.clear();
    if (stopping || state === 'failed') return;
    const now = Date.now();
    deaths.push(now);
    if (deaths.filter((at) => now - at < DEATH_WINDOW_MS).length > MOST_DEATHS) {
      failure = coreKeepsDying();
      ready.open();
      return announce('failed');
    }
    ready = gate();
    announce('restarting');
    worker = launch();
  }

  function announce(next: CoreState): void {
    state = next;
    events.emit({ name: 'core-state-changed', payload: { state: next } });
  }

  function tell(message: MessageToCore): void {
    worker.postMessage(message);
  }

  return {
    async call(command, input) {
      await ready.opened;
      if (failure !== null) return { ok: false, failure };
      const id = nextId++;
      return new Promise((resolve) => {
        calls.set(id, resolve);
        tell({ kind: 'call', id, command, input });
      });
    },
    subscribe: (listener) => events.subscribe(listener),
    state: () => state,
    failure: () => failure,
    async stop() {
      if (stopping) return;
      stopping = true;
      const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      tell({ kind: 'stop' });
      const limit = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await gone;
      clearTimeout(limit);
    },
  };
}

/** A promise with its key outside (`Promise.withResolvers` is newer than the oldest Electron we run on). */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

function coreGone(): Failure {
  return {
    code: 'CORE_RESTARTING',
    message: 'The part of Lectern that does the work had to be started again. Work goes on where it stopped.',
    remedy: remedy('retry', 'Try again'),
  };
}

function coreKeepsDying(): Failure {
  return {
    code: 'CORE_KEEPS_CRASHING',
    message:
      'The part of Lectern that does the work stopped several times in a row. Your lectures are safe. Close Lectern and open it again.',
    remedy: remedy('report', 'Show the log'),
  };
}
