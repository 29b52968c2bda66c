/**
 * Run as its own process: puts one file into a local store and prints `{"code": …}`, null for success.
 * Arguments: folder, key, file, sha256, bytes, and `take` to give the file away.
 */
import { LecternError } from '../../../main/lib/failure.ts';
import { createLocalStore } from '../../../main/storage/local-store.ts';

const [folder = '', key = '', path = '', sha256 = '', bytes = '', mode] = process.argv.slice(2);
const store = createLocalStore({ folder, createFolder: false });

try {
  await store.put(
    key,
    { path, take: mode === 'take' },
    { sha256, bytes: Number(bytes) },
    new AbortController().signal,
  );
  process.stdout.write(JSON.stringify({ code: null }));
} catch (error) {
  const code = error instanceof LecternError ? error.failure.code : String(error);
  process.stdout.write(JSON.stringify({ code }));
}
