import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

import { LecternError } from '../lib/failure.ts';
import { readFailure, refusal } from './media-failures.ts';

/** A file unchanged for so long is complete; recorders and downloads write more often. */
const SETTLED_MS = 10_000;

/**
 * Makes sure that nobody is writing the file: size and time of change must be the same twice.
 *
 * @param watchMs how long a recently changed file must stand still
 * @throws LecternError `AUDIO_STILL_GROWING`, or why the file cannot be looked at
 */
export async function assertComplete(path: string, watchMs: number, signal: AbortSignal): Promise<void> {
  const before = await look(path);
  const ageMs = Date.now() - before.mtimeMs;
  if (ageMs > SETTLED_MS) return;
  await wait(watchMs, undefined, { signal });
  const after = await look(path);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw refusal('AUDIO_STILL_GROWING');
}

async function look(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  try {
    const stats = await stat(path);
    // A folder changes with what is in it, and never becomes complete.
    if (!stats.isFile()) throw refusal('AUDIO_IS_FOLDER');
    return { size: stats.size, mtimeMs: stats.mtimeMs };
  } catch (error) {
    if (error instanceof LecternError) throw error;
    throw readFailure((error as NodeJS.ErrnoException).code, error);
  }
}
