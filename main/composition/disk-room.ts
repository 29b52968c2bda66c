import { existsSync, statfsSync } from 'node:fs';
import { LecternError, remedy } from '../lib/failure.ts';
import type { Home } from '../lib/home.ts';
import type { ReserveFile } from '../lib/reserve-file.ts';
import type { CallLedger } from '../pipeline/ledger-port.ts';

/** Room on the disk of the home, where answers that were paid for are saved. */
export interface DiskRoom {
  /** Whether an answer that comes in now can be saved for sure. */
  hasRoom(): boolean;
  /** Whether the home with its database is still where it was: what is saved into a deleted file is lost. */
  isThere(): boolean;
  /** Gives the reserve back when something must be saved on a full disk. Answers whether there was any. */
  relieve(): boolean;
  /** Takes the reserve again once there is space. */
  restore(): void;
}

/** No paid call starts with less than this: room for the answers of every lane, and for the log of the database. Bytes. */
const LEAST_BYTES = 32 * 1024 * 1024;

/** Watches the disk of a home. */
export function createDiskRoom(
  { root: home, database }: Pick<Home, 'root' | 'database'>,
  reserve: ReserveFile,
): DiskRoom {
  return {
    isThere: () => existsSync(database),
    hasRoom() {
      const { bavail, bsize } = statfsSync(home);
      return bavail * bsize >= LEAST_BYTES;
    },
    relieve: () => reserve.release(),
    restore: () => void reserve.ensure(),
  };
}

/**
 * A ledger that lets no paid call begin without room for its answer: throws `DISK_FULL`, which holds all work that writes. An answer that
 * finds the disk full all the same is saved in the room the reserve gives back; it would have to be paid again.
 */
export function ledgerWithRoom(ledger: CallLedger, room: DiskRoom): CallLedger {
  return {
    ...ledger,
    begin(intent) {
      if (!room.isThere()) throw homeGone();
      if (!room.hasRoom()) throw diskFull();
      return ledger.begin(intent);
    },
    answer(...answered) {
      try {
        ledger.answer(...answered);
      } catch (error) {
        if (!isDiskFull(error) || !room.relieve()) throw error;
        ledger.answer(...answered);
      }
    },
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof LecternError && error.failure.scope === 'disk';
}

function homeGone(): LecternError {
  return new LecternError({
    code: 'HOME_GONE',
    message:
      'The folder of Lectern was deleted or moved, or its disk is gone, so nothing more is sent. Put it back and start Lectern again.',
    remedy: remedy('none', 'Put the folder back'),
    class: 'needs-user',
    scope: 'disk',
  });
}

function diskFull(): LecternError {
  return new LecternError({
    code: 'DISK_FULL',
    message:
      'The disk is almost full, so nothing new is sent. Nothing is lost; work goes on by itself as soon as there is room.',
    remedy: remedy('free-space', 'Free some space'),
    class: 'needs-user',
    scope: 'disk',
  });
}
