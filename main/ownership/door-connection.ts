import type { Socket } from 'node:net';
import type { LecternError } from '../lib/failure.ts';
import { toFailure } from '../lib/failure.ts';
import type { CommandServer } from '../lib/serve-commands.ts';
import { createLineReader } from './line-reader.ts';
import {
  DOOR_VERSION,
  encodeMessage,
  encodeReply,
  MESSAGE_LIMIT_BYTES,
  readMessageToOwner,
  type MessageToOwner,
} from './messages.ts';
import { createOpenCalls } from './open-calls.ts';
import { messageInvalid, messageTooLarge, ownerClosing, tooManyCalls } from './owner-failures.ts';

/** Calls one client may have open at once. */
const CALL_LIMIT = 1000;
/** Bytes that may wait for a client to read them when the next line comes; more, and it is dropped. */
const UNREAD_LIMIT_BYTES = MESSAGE_LIMIT_BYTES;
/** How long a client may take to read the last that is said to it. Milliseconds. */
const FAREWELL_MS = 1_000;

/** One client of the owner. */
export interface DoorConnection {
  /** Sends a line; a client that does not read is dropped instead. */
  send(line: Buffer): void;
  /**
   * Takes no more calls, lets those that change something come to their end for at most `drainMs`, then closes. Calls that
   * only read or wait are told at once that the owner is closing.
   */
  close(drainMs: number): Promise<void>;
}

/** Answers one client over its socket. When that closes, its calls are aborted: nobody waits for them. */
export function serveConnection(socket: Socket, handle: CommandServer): DoorConnection {
  const calls = createOpenCalls();
  let state: 'open' | 'closing' | 'refused' = 'open';

  /** What follows a broken message cannot be trusted, but is read and thrown away, so that the client gets to read why. */
  function refuse(error: LecternError): void {
    state = 'refused';
    calls.abortAll();
    sendFailure(socket, null, error);
    farewell(socket);
  }

  async function answer(id: number, work: ReturnType<CommandServer>): Promise<void> {
    const reply = await work;
    if (calls.settle(id)) send(socket, encodeReply(id, reply));
  }

  function take(message: MessageToOwner | null): void {
    if (state === 'refused') return;
    if (message === null) return refuse(messageInvalid());
    if ('cancel' in message) return calls.cancel(message.cancel);
    const { id, command, input } = message;
    if (calls.has(id)) return refuse(messageInvalid());
    if (state === 'closing') return sendFailure(socket, id, ownerClosing());
    if (calls.count() >= CALL_LIMIT) return sendFailure(socket, id, tooManyCalls());
    void answer(id, handle(command, input, calls.open(id, command)));
  }

  const read = createLineReader(MESSAGE_LIMIT_BYTES, {
    onLine: (line) => take(readMessageToOwner(line)),
    onTooLong: () => refuse(messageTooLarge()),
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk: Buffer) => read(chunk));
  // A connection that breaks is a client that left; 'close' follows.
  socket.on('error', () => undefined);
  socket.once('close', () => calls.abortAll());
  send(socket, encodeMessage({ hello: DOOR_VERSION }));

  return {
    send: (line) => send(socket, line),
    async close(drainMs) {
      if (state === 'open') state = 'closing';
      await turnOfEventLoop();
      for (const id of calls.abortRepeatable()) sendFailure(socket, id, ownerClosing());
      await calls.drain(drainMs);
      calls.abortAll();
      farewell(socket);
      await closed;
    },
  };
}

function send(socket: Socket, line: Buffer): void {
  if (!socket.writable) return;
  if (socket.writableLength > UNREAD_LIMIT_BYTES) socket.destroy();
  else socket.write(line);
}

function sendFailure(socket: Socket, id: number | null, error: LecternError): void {
  send(socket, encodeReply(id, { ok: false, failure: toFailure(error) }));
}

/** Says no more; the other side has a moment to read the rest. */
function farewell(socket: Socket): void {
  socket.end();
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
}

/**
 * Lets everything come in that a client has sent already, so that it is answered. The first immediate may end the turn that is
 * under way, the second follows a whole one.
 */
async function turnOfEventLoop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
