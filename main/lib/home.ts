import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LecternError, remedy } from './failure.ts';

/** The folders and files of a home. Everything here is on a local disk; objects may be elsewhere. */
export interface Home {
  readonly root: string;
  readonly database: string;
  readonly backups: string;
  readonly objects: string;
  /** Files on their way into the store; emptied at start. */
  readonly staging: string;
  /** Can be made again at any time. */
  readonly cache: string;
  readonly logs: string;
  /** The person's own versions of the prompts. */
  readonly prompts: string;
  readonly secrets: string;
  readonly reserve: string;
}

/** The paths of a home, without touching the disk. */
export function describeHome(root: string): Home {
  return {
    root,
    database: join(root, 'lectern.db'),
    backups: join(root, 'backups'),
    objects: join(root, 'objects'),
    staging: join(root, 'staging'),
    cache: join(root, 'cache'),
    logs: join(root, 'logs'),
    prompts: join(root, 'prompts'),
    secrets: join(root, 'secrets.json'),
    reserve: join(root, 'reserve.bin'),
  };
}

/**
 * Makes the folders of a home, readable by their owner only.
 * Throws `HOME_NOT_WRITABLE` when that cannot be done.
 */
export function prepareHome(root: string): Home {
  const home = describeHome(root);
  try {
    for (const folder of [home.root, home.backups, home.staging, home.cache, home.logs]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
  } catch (cause) {
    throw homeNotWritable(root, cause);
  }
  return home;
}

/** The failure for a home that cannot be written to: missing rights, a read-only disk, a file in its place. */
export function homeNotWritable(root: string, cause: unknown): LecternError {
  return new LecternError({
    code: 'HOME_NOT_WRITABLE',
    message: `Lectern cannot write to its folder ${root}. It needs a folder of its own that can be written to.`,
    remedy: remedy('none', 'Choose another folder with --home or LECTERN_HOME'),
    class: 'needs-user',
    cause,
  });
}
