import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { CoreEvent } from '../../preload/contract/events.ts';
import { homeNotWritable } from '../lib/home.ts';
import type { CommandServer } from '../lib/serve-commands.ts';
import { prepareDoorAddress } from './door-address.ts';
import { serveConnection, type DoorConnection } from './door-connection.ts';
import { encodeMessage } from './messages.ts';
import { readOwnerRecord, writeOwnerRecord } from './owner-record.ts';

/** How long a closing owner lets calls that change something come to their end. Milliseconds. */
const DRAIN_MS = 3_000;
/** Programs that may be connected at once. */
const CONNECTION_LIMIT = 128;

/** What lies behind the door. */
export interface DoorOptions {
  readonly home: string;
  readonly handle: CommandServer;
  /** Hears every event of the core; the returned function stops it. */
  readonly subscribe: (listener: (event: CoreEvent) => void) => () => void;
}

/** The owner's private socket. */
export interface Door {
  /** Takes nobody in any more, lets what is being changed come to its end, closes. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the owner's socket, for this user alone, and writes its address into the owner's record. Only the owner may call this: a socket
 * that is left over from an owner before is removed. Throws `HOME_NOT_WRITABLE`, `DOOR_NOT_PRIVATE`.
 */
export async function startDoor(options: DoorOptions): Promise<Door> {
  const { home, handle, subscribe } = options;
  const connections = new Set<DoorConnection>();
  const server = createServer((socket) => {
    const connection = serveConnection(socket, handle);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = CONNECTION_LIMIT;
  const address = prepareDoorAddress(home);
  await listen(server, home, address);
  const record = readOwnerRecord(home);
  if (record !== null) writeOwnerRecord(home, { ...record, address });
  const unsubscribe = subscribe((event) => {
    if (connections.size === 0) return;
    const line = encodeMessage({ event });
    for (const connection of connections) connection.send(line);
  });
  let closing: Promise<void> | null = null;
  return {
    close() {
      unsubscribe();
      closing ??= closeAll(server, connections);
      return closing;
    },
  };
}

async function listen(server: Server, home: string, address: string): Promise<void> {
  try {
    if (process.platform !== 'win32') rmSync(address, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
    // Until here the private folder around it keeps others out.
    if (process.platform !== 'win32') chmodSync(address, 0o600);
  } catch (cause) {
    throw homeNotWritable(home, cause);
  }
}

async function closeAll(server: Server, connections: ReadonlySet<DoorConnection>): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([...connections].map((connection) => connection.close(DRAIN_MS)));
  await stopped;
}
