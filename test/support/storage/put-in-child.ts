import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { writeLargeFile } from './content.ts';

const run = promisify(execFile);
const putFile = fileURLToPath(new URL('./put-file.ts', import.meta.url));
const placeScript = fileURLToPath(new URL('./place-file.ts', import.meta.url));
const outcomeSchema = z.object({ code: z.string().nullable() });

/** How the child sees its store. `prepare` is shell text; `$STORE` is an empty folder that becomes the store. */
export interface ChildStore {
  readonly folder: string;
  readonly mebibytes: number;
  readonly prepare: string;
  /** Whether the file is given to the store. */
  readonly take?: boolean;
}

/**
 * Puts a file into a store in a mount namespace of its own, where `prepare` can mount what no test could do to the
 * machine. Answers the code of the failure, null for success. Throws naming the reason where namespaces are not allowed.
 */
export async function putInNamespace({
  folder,
  mebibytes,
  prepare,
  take,
}: ChildStore): Promise<string | null> {
  const file = path.join(folder, 'file');
  const { sha256, bytes } = writeLargeFile(file, mebibytes);
  const key = `lectures/l1/source/1-${sha256}.bin`;
  return runInNamespace(
    folder,
    prepare,
    `"${putFile}" "$STORE" ${key} "${file}" ${sha256} ${bytes} ${take ? 'take' : ''}`,
  );
}

/** The same for a file that is delivered into a folder a person chose. */
export async function placeInNamespace({ folder, mebibytes, prepare }: ChildStore): Promise<string | null> {
  const file = path.join(folder, 'file');
  writeLargeFile(file, mebibytes);
  return runInNamespace(folder, prepare, `"${placeScript}" "$STORE" "${file}" file.md`);
}

/** Runs a script of `test/support` in such a namespace and answers the code it prints. */
export async function runInNamespace(
  folder: string,
  prepare: string,
  program: string,
): Promise<string | null> {
  const command = `mkdir -p "$STORE" && ${prepare} && exec "$NODE" ${program}`;
  try {
    const { stdout } = await run('unshare', ['-Urm', 'sh', '-ec', command], {
      env: { ...process.env, STORE: path.join(folder, 'store'), NODE: process.execPath },
    });
    return outcomeSchema.parse(JSON.parse(stdout)).code;
  } catch (error) {
    throw new Error('This test needs user and mount namespaces (unshare -Urm), which failed here', {
      cause: error,
    });
  }
}

/**
 * Puts a file into a store as somebody who is not root, to whom permissions apply. Root becomes nobody (uid 65534).
 * Answers as `putInNamespace`.
 */
export async function putAsOrdinaryUser(folder: string, store: string): Promise<string | null> {
  chmodSync(folder, 0o755);
  const file = path.join(folder, 'file');
  const { sha256, bytes } = writeLargeFile(file, 1);
  const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { stdout } = await run(
    process.execPath,
    [putFile, store, `lectures/l1/source/1-${sha256}.bin`, file, sha256, `${bytes}`],
    identity,
  );
  return outcomeSchema.parse(JSON.parse(stdout)).code;
}
