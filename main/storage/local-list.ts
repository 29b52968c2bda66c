import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode, translateStorageError } from './storage-failures.ts';

/** An object's key and size in bytes. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Walks the objects whose keys begin with `prefix`, in the order of their keys, one folder in memory at a time. Hidden names
 * are the store's own and left out; so is what is neither file nor folder.
 */
export async function* walkObjects(
  root: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  try {
    yield* walk(root, '', prefix, signal);
  } catch (error) {
    throw translateStorageError(error);
  }
}

async function* walk(
  folder: string,
  above: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  for (const { name, isFolder } of await entriesOf(folder, above === '')) {
    signal.throwIfAborted();
    const key = `${above}${name}`;
    if (!key.startsWith(prefix) && !prefix.startsWith(key)) continue;
    if (isFolder) {
      yield* walk(path.join(folder, name), `${key}/`, prefix, signal);
    } else if (key.startsWith(prefix)) {
      const bytes = await sizeUnlessGone(path.join(folder, name));
      if (bytes !== null) yield { key, bytes };
    }
  }
}

/** Names in the order of the keys below them: a folder sorts as if its name ended in `/`. */
async function entriesOf(folder: string, isRoot: boolean): Promise<{ name: string; isFolder: boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  } catch (error) {
    // A folder can be emptied and removed while others are being walked; the root must be there.
    if (systemCode(error) === 'ENOENT' && !isRoot) return [];
    throw error;
  }
}

function sortKey(entry: { readonly name: string; readonly isFolder: boolean }): string {
  return entry.isFolder ? `${entry.name}/` : entry.name;
}

async function sizeUnlessGone(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
