import { setTimeout as delay } from 'node:timers/promises';
import { assertPrivateAddress, usualDoorAddress } from './door-address.ts';
import { greetOwner, type OwnerClient } from './owner-connection.ts';
import { ownerNotAnswering, ownerOtherVersion } from './owner-failures.ts';
import { isOwned } from './owner-lock.ts';
import { readOwnerRecord } from './owner-record.ts';
import { livingOwner } from './ownership.ts';

/** How long an owner may take to open its door and greet. Milliseconds. */
const ANSWER_WITHIN_MS = 5_000;
/** Pause before knocking again. Milliseconds. */
const KNOCK_EVERY_MS = 50;

/**
 * Connects to the owner of a home; null when there is none.
 * Throws `OWNER_NOT_ANSWERING`, `OWNER_OTHER_VERSION`, `DOOR_NOT_PRIVATE`. Calls of the client throw the owner's failures and
 * `OWNER_GONE` when it ends before it has answered.
 */
export async function connectToOwner(
  home: string,
  withinMs: number = ANSWER_WITHIN_MS,
): Promise<OwnerClient | null> {
  const deadline = Date.now() + withinMs;
  while (isOwned(home)) {
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) throw ownerNotAnswering(livingOwner(home));
    const greeted = await knock(home, leftMs);
    if (greeted === 'other-version') throw ownerOtherVersion(livingOwner(home));
    if (greeted !== null) return greeted;
    await delay(KNOCK_EVERY_MS);
  }
  return null;
}

async function knock(home: string, withinMs: number): Promise<OwnerClient | 'other-version' | null> {
  const record = readOwnerRecord(home);
  // Without a record the disk was full when the owner started, or someone has deleted it.
  const address = record === null ? usualDoorAddress(home) : record.address;
  if (address === null) return null;
  assertPrivateAddress(address);
  return greetOwner(address, withinMs);
}
