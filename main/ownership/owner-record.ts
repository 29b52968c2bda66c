import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { homeNotWritable } from '../lib/home.ts';
import { ownerRecordFile } from './owner-paths.ts';

const ownerRecordSchema = z.object({
  pid: z.number().int().positive(),
  kind: z.enum(['app', 'cli']),
  /** Random; tells one run of an owner from the next, which may have the same process id. */
  bootId: z.string().regex(/^[0-9a-f]{32}$/),
  startedAt: z.iso.datetime(),
  /** Where it listens; null until it does. */
  address: z.string().min(1).nullable(),
});

/**
 * Who the owner is. It only names: the lock alone decides whether there is one, so this may be left over from an owner that was killed.
 */
export type OwnerRecord = z.infer<typeof ownerRecordSchema>;

/** The record in the home; null when there is none that can be read. */
export function readOwnerRecord(home: string): OwnerRecord | null {
  try {
    return ownerRecordSchema.parse(JSON.parse(readFileSync(ownerRecordFile(home), 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Replaces the record whole. Throws `HOME_NOT_WRITABLE`. On a full disk there is none afterwards: an owner must be able to start there,
 * because it is what makes room again.
 */
export function writeOwnerRecord(home: string, record: OwnerRecord): void {
  const path = ownerRecordFile(home);
  const partial = `${path}.partial`;
  try {
    writeFileSync(partial, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(partial, path);
  } catch (error) {
    if (!isDiskFull(error)) throw homeNotWritable(home, error);
    rmSync(partial, { force: true });
    removeOwnerRecord(home);
  }
}

/** Takes the record away; one that stays does no harm. */
export function removeOwnerRecord(home: string): void {
  rmSync(ownerRecordFile(home), { force: true });
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
