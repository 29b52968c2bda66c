import { createConnection, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { readOwnerRecord } from '../../../main/ownership/owner-record.ts';
import { waitFor } from '../wait-for.ts';

/** A program that speaks to an owner's socket as it likes. */
export interface RawClient {
  readonly socket: Socket;
  /** Everything heard so far, line by line. */
  messages(): Record<string, unknown>[];
  write(text: string | Buffer): void;
  /** Waits until this many messages were heard, the greeting included. */
  heard(count: number): Promise<Record<string, unknown>[]>;
  closed(): Promise<unknown>;
}

/** Connects to the owner of a home without any manners. */
export function connectRaw(home: string): RawClient {
  const address = readOwnerRecord(home)?.address;
  if (address === null || address === undefined) throw new Error('The owner has no address');
  const socket = createConnection(address);
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  const messages = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    socket,
    messages,
    write: (data) => void socket.write(data),
    heard: (count) => waitFor(`${count} messages`, () => messages().length >= count && messages()),
    closed: () => waitFor('the end of the connection', () => socket.closed),
  };
}
