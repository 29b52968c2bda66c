import { statfsSync } from 'node:fs';
import { LecternError, remedy } from '../lib/failure.ts';
import type { ReserveFile } from '../lib/reserve-file.ts';
import type { CallLedger } from '../pipeline/ledger-port.ts';

/** Room on the disk of the home, where answers that were paid for are saved. */
export interface DiskRoom {
  /** Whether an answer that comes in now can be saved for sure. */
  hasRoom(): boolean;
  /** Gives the reserve back when something must be saved on a full disk. Answers whether there was any. */
  relieve(): boolean;
  /** Takes the reserve again once there is space. */
  restore(): void;
}

/** No paid call starts with less than this: room for the answers of every lane, and for the log of the database. Bytes. */
const LEAST_BYTES = 32 * 1024 * 1024;

/** Watches the disk of a home. */
export function createDiskRoom(home: string, reserve: ReserveFile): DiskRoom {
  return {
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
