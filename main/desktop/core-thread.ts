import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Failure, Reply } from '../../preload/contract/failure.ts';
import { createEmitter } from '../lib/emitter.ts';
import { remedy } from '../lib/failure.ts';
import type { CoreThreadData, DesktopQuestion, MessageFromCore } from '../lib/thread-messages.ts';
import { createCalls } from './open-calls.ts';
import { startThread, type Thread } from './thread.ts';

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

/** How patient it is, and who hears why a core died. */
export interface CoreThreadOptions {
  readonly stopLimitMs?: number;
  readonly report?: (error: unknown) => void;
}

/**
 * Starts the core in a thread of its own and starts it again when it dies: a disk that takes a second to sync must never freeze a
 * window, and a crash there must not end the app.
 */
export function startCoreThread(
  entry: URL,
  data: CoreThreadData,
  answers: DesktopAnswers,
  { stopLimitMs = STOP_LIMIT_MS, report = () => undefined }: CoreThreadOptions = {},
): CoreThread {
  const events = createEmitter<CoreEvent>();
  const calls = createCalls();
  const deaths = createDeathCount();
  let state: CoreState = 'starting';
  let failure: Failure | null = null;
  let ready = gate();
  let stopped: Promise<void> | null = null;
  let thread = launch();

  function launch(): Thread {
    return startThread(entry, data, { hear, failed: report, gone: bury });
  }

  function hear(message: MessageFromCore, sender: Thread): void {
    if (message.kind === 'reply') calls.settle(message.id, message.reply);
    else if (message.kind === 'event') events.emit(message.event);
    else if (message.kind === 'ask') {
      const { id, question, input } = message;
      // To the one that asked: another thread may have taken its place, and counts its questions anew.
      void answers(question, input).then((reply) => sender.tell({ kind: 'answer', id, reply }));
    } else if (message.kind === 'not-started') settleState('failed', message.failure);
    else settleState('ready', null);
  }

  function bury(): void {
    calls.settleAll(stopped === null ? coreGone() : coreStopped());
    if (stopped !== null || state === 'failed') return;
    if (deaths.isOneTooMany(Date.now())) return settleState('failed', coreKeepsDying());
    // Who waits for a start that came to nothing waits on for the next one.
    if (state === 'ready') ready = gate();
    announce('restarting');
    thread = launch();
  }

  function settleState(next: CoreState, reason: Failure | null): void {
    failure = reason;
    announce(next);
    ready.open();
  }

  function announce(next: CoreState): void {
    state = next;
    events.emit({ name: 'core-state-changed', payload: { state: next } });
  }

  return {
    async call(command, input) {
      await ready.opened;
      if (failure !== null) return { ok: false, failure };
      if (stopped !== null) return { ok: false, failure: coreStopped() };
      return calls.open((id) => thread.tell({ kind: 'call', id, command, input }));
    },
    subscribe: (listener) => events.subscribe(listener),
    state: () => state,
    failure: () => failure,
    stop() {
      ready.open();
      stopped ??= thread.stop(state === 'failed' ? 0 : stopLimitMs);
      return stopped;
    },
  };
}

/** Counts deaths; answers whether this one is one too many. */
function createDeathCount(): { isOneTooMany(now: number): boolean } {
  let deaths: number[] = [];
  return {
    isOneTooMany(now) {
      deaths = [...deaths, now].filter((at) => now - at < DEATH_WINDOW_MS);
      return deaths.length > MOST_DEATHS;
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

function coreStopped(): Failure {
  return {
    code: 'CORE_STOPPED',
    message: 'Lectern is closing. What is done is saved.',
    remedy: remedy('start-app', 'Open Lectern again'),
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
