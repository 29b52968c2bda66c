import type { Check } from './check-health.ts';

/** What the storage check asks with. */
export interface StorageQuestions {
  /** Writes a small object, reads it back, compares and removes it. Throws the store's failure. */
  roundTrip(signal: AbortSignal): Promise<void>;
  /** Where objects go, in words for a person. */
  describe(): string;
  /** Free bytes where objects go; null when that has no meaning. */
  freeBytes(): Promise<number | null>;
}

/** Under this the disk counts as nearly full. Bytes. */
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

/** Write, read back, delete; free space. */
export function storageCheck(questions: StorageQuestions): Check {
  return async (signal) => {
    await questions.roundTrip(signal);
    const free = await questions.freeBytes();
    const place = questions.describe();
    if (free === null)
      return { status: 'ok', message: `${place}: write, read and delete work.`, remedy: null };
    const room = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
    return free < LEAST_FREE_BYTES
      ? {
          status: 'degraded',
          message: `${place}: only ${room}.`,
          remedy: { action: 'free-space', label: 'Free some space' },
        }
      : { status: 'ok', message: `${place}: write, read and delete work, ${room}.`, remedy: null };
  };
}
