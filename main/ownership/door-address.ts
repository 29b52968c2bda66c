import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { homeNotWritable } from '../lib/home.ts';
import { doorNotPrivate } from './owner-failures.ts';
import { doorFolder } from './owner-paths.ts';

/** Longest path of a socket: `sun_path` of 108 bytes on Linux and 104 on macOS, less the closing zero. Bytes. */
const PATH_LIMIT_BYTES = process.platform === 'linux' ? 107 : 103;

/** A new address on this system, with its folder made: a pipe with a random name on Windows, elsewhere a socket in a private folder. */
export function prepareDoorAddress(home: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\lectern-${randomBytes(16).toString('hex')}`;
  const address = socketPath(home);
  makePrivateFolder(home, dirname(address));
  return address;
}

/** Where the owner of a home listens when it could not write that down; null on Windows, where nobody can know. */
export function usualDoorAddress(home: string): string | null {
  return process.platform === 'win32' ? null : socketPath(home);
}

/** Throws `DOOR_NOT_PRIVATE` when someone else could have put a socket at this address. */
export function assertPrivateAddress(address: string): void {
  if (process.platform !== 'win32') assertPrivateFolder(dirname(address));
}

/** In the home where that is short enough, else under a name made from it in a folder for temporary files. */
function socketPath(home: string): string {
  const inHome = join(doorFolder(home), 'owner.sock');
  if (fits(inHome)) return inHome;
  const name = `${createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 24)}.sock`;
  const folder = `lectern-${process.getuid?.() ?? 0}`;
  const temporary = join(tmpdir(), folder, name);
  return fits(temporary) ? temporary : join('/tmp', folder, name);
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= PATH_LIMIT_BYTES;
}

function makePrivateFolder(home: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // One of ours that is open to others is closed; what is in it is not trusted either way.
    if (isOurs(folder)) chmodSync(folder, 0o700);
  } catch (cause) {
    throw homeNotWritable(home, cause);
  }
  assertPrivateFolder(folder);
}

function assertPrivateFolder(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!isOurs(folder) || (found.mode & 0o077) !== 0) throw doorNotPrivate(folder);
}

/** A real folder, no link, that belongs to this user. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.();
}
