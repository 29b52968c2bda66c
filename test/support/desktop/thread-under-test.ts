/**
 * Run as a thread in place of the core: speaks the messages of `thread-messages.ts` and does what the commands of a test say.
 * `home` of its data says how it starts: `ready`, `refuses`, `dies` or `deaf` (ready, and never ends by itself).
 */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { CoreThreadData, MessageFromCore, MessageToCore } from '../../../main/lib/thread-messages.ts';

const { home } = workerData as CoreThreadData;
const tell = (message: MessageFromCore) => parentPort?.postMessage(message);

parentPort?.on('message', (message: MessageToCore) => {
  if (message.kind === 'call') answer(message.id, message.command, message.input);
  else if (message.kind === 'stop' && home !== 'deaf') process.exit(0);
  if (message.kind === 'answer') lastAnswer = message.reply;
});

let lastAnswer: unknown = null;

function answer(id: number, command: string, input: unknown): void {
  const reply = (value: unknown) => tell({ kind: 'reply', id, reply: { ok: true, value } });
  if (command === 'echo') reply(input);
  else if (command === 'thread') reply(threadId);
  else if (command === 'last-answer') reply(lastAnswer);
  else if (command === 'die') process.exit(1);
  else if (command === 'throw') throw new Error('thrown in the thread');
  else if (command === 'event') {
    tell({ kind: 'event', event: { name: 'lecture-removed', payload: { id: String(input) } } });
    reply(null);
  } else if (command === 'ask') {
    tell({ kind: 'ask', id: 1, question: 'keychain', input: null });
    reply(null);
  }
}

if (home === 'dies') process.exit(1);
else if (home === 'refuses') {
  const remedy = { action: 'none', label: 'None' } as const;
  tell({ kind: 'not-started', failure: { code: 'HOME_IN_USE', message: 'In use.', remedy } });
} else tell({ kind: 'ready' });
