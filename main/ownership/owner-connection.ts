import { createConnection, type Socket } from 'node:net';
import { commandSchemas, type CommandOutput, type CommandRequest } from '../../preload/contract/commands.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Reply } from '../../preload/contract/failure.ts';
import type { CommandName } from '../../preload/contract/names.ts';
import type { CoreClient } from '../lib/core-client.ts';
import { createEmitter } from '../lib/emitter.ts';
import { interrupted, rejectOnAbort } from '../lib/reject-on-abort.ts';
import { valueOf } from '../lib/reply.ts';
import { createLineReader } from './line-reader.ts';
import {
  DOOR_VERSION,
  encodeMessage,
  MESSAGE_LIMIT_BYTES,
  readMessageFromOwner,
  type MessageFromOwner,
} from './messages.ts';
import { ownerGone, ownerOtherVersion } from './owner-failures.ts';

/** How long a closing connection waits for the other side to close, too. Milliseconds. */
const CLOSE_WITHIN_MS = 1_000;

/** The way to a core in another process. */
export interface OwnerClient extends CoreClient {
  /** False once the owner is gone: a call made now is not carried out. */
  isOpen(): boolean;
}

/** Connects to an owner's socket and waits for its greeting; null when nobody greets in time. Never throws. */
export function greetOwner(address: string, withinMs: number): Promise<OwnerClient | 'other-version' | null> {
  const socket = createConnection(address);
  const line = createOwnerLine(socket);
  return new Promise((resolve) => {
    const giveUp = (answer: 'other-version' | null) => {
      resolve(answer);
      socket.destroy();
    };
    const timer = setTimeout(() => giveUp(null), withinMs);
    socket.once('close', () => giveUp(null));
    line.onGreeting = (version) => {
      clearTimeout(timer);
      if (version === DOOR_VERSION) resolve(createOwnerClient(socket, line));
      else giveUp('other-version');
    };
  });
}

/** What comes in from an owner, sorted by whom it is for. */
interface OwnerLine {
  onGreeting(version: number): void;
  readonly events: ReturnType<typeof createEmitter<CoreEvent>>;
  /** Waits for the reply to a call; rejects with `OWNER_GONE` when the connection ends first. */
  reply(id: number): Promise<Reply<unknown>>;
  /** Stops waiting. Answers whether the reply was still out. */
  forget(id: number): boolean;
}

function createOwnerLine(socket: Socket): OwnerLine {
  const waiting = new Map<number, { resolve(reply: Reply<unknown>): void; reject(error: Error): void }>();
  const line: OwnerLine = {
    onGreeting: () => undefined,
    events: createEmitter<CoreEvent>(),
    reply: (id) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject })),
    forget: (id) => waiting.delete(id),
  };

  function settle(id: number, reply: Reply<unknown>): void {
    waiting.get(id)?.resolve(reply);
    waiting.delete(id);
  }

  function hear(message: MessageFromOwner | null): void {
    if (message === null) socket.destroy();
    else if ('hello' in message) line.onGreeting(message.hello);
    else if ('event' in message) line.events.emit(message.event);
    else if (message.id !== null) settle(message.id, message.reply);
    else for (const id of waiting.keys()) settle(id, message.reply);
  }

  const read = createLineReader(MESSAGE_LIMIT_BYTES, {
    onLine: (text) => hear(readMessageFromOwner(text)),
    onTooLong: () => socket.destroy(),
  });
  socket.on('data', (chunk: Buffer) => read(chunk));
  // What breaks a connection also closes it.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    for (const call of waiting.values()) call.reject(ownerGone());
    waiting.clear();
  });
  return line;
}

function createOwnerClient(socket: Socket, line: OwnerLine): OwnerClient {
  let nextId = 1;
  const isOpen = () => socket.writable;
  return {
    isOpen,
    async call<Name extends CommandName>(name: Name, request: CommandRequest<Name>, signal?: AbortSignal) {
      if (signal?.aborted === true) throw interrupted();
      if (!isOpen()) throw ownerGone();
      const id = nextId++;
      const message = encodeMessage({ id, command: name, input: request });
      const reply = line.reply(id);
      socket.write(message);
      try {
        return readOutput(name, valueOf(await rejectOnAbort(reply, signal)));
      } finally {
        if (line.forget(id) && isOpen()) socket.write(encodeMessage({ cancel: id }));
      }
    },
    subscribe: (listener) => line.events.subscribe(listener),
    async close() {
      if (socket.closed) return;
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.end();
      const timer = setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

function readOutput<Name extends CommandName>(name: Name, value: unknown): CommandOutput<Name> {
  const parsed = commandSchemas[name].output.safeParse(value);
  if (!parsed.success) throw ownerOtherVersion(null);
  // The schema that has just passed belongs to this name.
  return parsed.data as CommandOutput<Name>;
}
