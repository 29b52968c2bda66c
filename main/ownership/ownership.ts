import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homeNotWritable } from '../lib/home.ts';
import { homeInUse } from './owner-failures.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { readOwnerRecord, removeOwnerRecord, writeOwnerRecord, type OwnerRecord } from './owner-record.ts';

/** Being the owner of a home, until it is let go or the process ends. */
export interface Ownership {
  /** Lets the next one in. Safe to call twice. */
  release(): void;
}

/**
 * Makes this process the owner of a home, or throws `HOME_IN_USE` naming the one that is. A missing home is made, open to this user
 * alone. Throws `HOME_NOT_WRITABLE` when the folder cannot be written.
 */
export async function acquireOwnership(home: string, kind: OwnerRecord['kind']): Promise<Ownership> {
  const unlock = lock(home);
  if (unlock === null) throw homeInUse(livingOwner(home));
  try {
    writeOwnerRecord(home, {
      pid: process.pid,
      kind,
      bootId: randomBytes(16).toString('hex'),
      startedAt: new Date().toISOString(),
      address: null,
    });
  } catch (error) {
    unlock();
    throw error;
  }
  let isReleased = false;
  return {
    release() {
      if (isReleased) return;
      isReleased = true;
      removeOwnerRecord(home);
      unlock();
    },
  };
}

/** The owner's record, unless it is that of a process that is no more: then the new owner has not written its own yet. */
export function livingOwner(home: string): OwnerRecord | null {
  const record = readOwnerRecord(home);
  return record !== null && isAlive(record.pid) ? record : null;
}

function lock(home: string): (() => void) | null {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return takeOwnerLock(home);
  } catch (cause) {
    throw homeNotWritable(home, cause);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
