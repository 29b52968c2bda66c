import type { MessagePort } from 'node:worker_threads';
import type { Reply } from '../preload/contract/failure.ts';
import { createCore, type Core } from './core.ts';
import { LecternError, toFailure } from './lib/failure.ts';
import { serveCommands } from './lib/serve-commands.ts';
import type {
  CoreThreadData,
  DesktopQuestion,
  DesktopQuestions,
  MessageFromCore,
  MessageToCore,
} from './lib/thread-messages.ts';
import type { SecretVault } from './settings/ports.ts';

/** Starts the core in this thread and connects it with the main process of the app. */
export async function startCoreDoor(port: MessagePort, data: CoreThreadData): Promise<void> {
  const tell = (message: MessageFromCore) => port.postMessage(message);
  const desktop = createDesktopLine(tell);
  const early: MessageToCore[] = [];
  let hear = (message: MessageToCore): void => {
    early.push(message);
  };
  port.on('message', (message: MessageToCore) => {
    if (message.kind === 'answer') desktop.answered(message.id, message.reply);
    else hear(message);
  });
  try {
    const core = await createCore({ ...data, kind: 'app', work: 'all', vault: desktop.vault });
    hear = createListener(core, tell, () => port.close());
    core.subscribe((event) => tell({ kind: 'event', event }));
    await core.start();
    tell({ kind: 'ready' });
    for (const message of early) hear(message);
  } catch (error) {
    tell({ kind: 'not-started', failure: toFailure(error) });
    if (!(error instanceof LecternError)) throw error;
  }
}

function createListener(
  core: Core,
  tell: (message: MessageFromCore) => void,
  closePort: () => void,
): (message: MessageToCore) => void {
  const serve = serveCommands(core.handlers, core.report);
  const running = new Map<number, AbortController>();
  const answer = async (id: number, command: string, input: unknown): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    const reply = await serve(command, input, controller.signal);
    running.delete(id);
    tell({ kind: 'reply', id, reply });
  };
  return (message) => {
    switch (message.kind) {
      case 'call':
        void answer(message.id, message.command, message.input);
        return;
      case 'cancel':
        running.get(message.id)?.abort();
        return;
      case 'stop':
        void core.stop().finally(closePort);
        return;
      case 'answer':
        return;
    }
  };
}

interface DesktopLine {
  readonly vault: SecretVault;
  answered(id: number, reply: Reply<unknown>): void;
}

/** Asks the main process for what only it can do. */
function createDesktopLine(tell: (message: MessageFromCore) => void): DesktopLine {
  const waiting = new Map<number, (reply: Reply<unknown>) => void>();
  let nextId = 1;
  async function ask<Question extends DesktopQuestion>(
    question: Question,
    input: DesktopQuestions[Question]['input'],
  ): Promise<DesktopQuestions[Question]['output']> {
    const id = nextId++;
    const reply = await new Promise<Reply<unknown>>((resolve) => {
      waiting.set(id, resolve);
      tell({ kind: 'ask', id, question, input });
    });
    if (!reply.ok) throw new LecternError({ ...reply.failure, class: 'needs-user' });
    // Both ends of this line are ours and share the table of questions.
    return reply.value as DesktopQuestions[Question]['output'];
  }
  return {
    vault: {
      read: (name) => ask('read-secret', { name }),
      write: async (name, value, place) => {
        await ask('write-secret', { name, value, place });
      },
      states: () => ask('secret-states', null),
      keychain: () => ask('keychain', null),
    },
    answered(id, reply) {
      waiting.get(id)?.(reply);
      waiting.delete(id);
    },
  };
}
