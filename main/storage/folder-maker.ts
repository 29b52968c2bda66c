import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';

/** Makes folders below a root that are still there after a power cut. */
export interface FolderMaker {
  /** Resolves when the folder and every folder between it and the root are durable. */
  ensure(folder: string): Promise<void>;
  /** Folders have been removed: look at the disk again. */
  forget(): void;
}

/** Folders that were made durable once are remembered, so that ten thousand files in one cost ten thousand syncs, not more. */
export function createFolderMaker(root: string): FolderMaker {
  const durable = new Map<string, Promise<void>>();
  return {
    ensure(folder) {
      const known = durable.get(folder);
      if (known !== undefined) return known;
      const made = makeFolder(folder, root).catch((error: unknown) => {
        durable.delete(folder);
        throw error;
      });
      durable.set(folder, made);
      return made;
    },
    forget: () => durable.clear(),
  };
}

/** Syncs a folder, so that names in it are durable. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function makeFolder(folder: string, root: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  // What another call made a moment ago may not be durable yet, so the way up to the root is always synced.
  const top = first === undefined || !isWithin(root, first) ? root : path.dirname(first);
  for (let above = path.dirname(folder); isWithin(above, top); above = path.dirname(above)) {
    await syncFolder(above);
    if (above === path.dirname(above)) return;
  }
}

/** True when `inner` is `outer` or lies in it. */
function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : `${outer}${path.sep}`);
}
