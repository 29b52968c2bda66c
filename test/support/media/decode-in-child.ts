import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

import { requireNamespaces, shellWithMounts } from '../core/namespace.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./decode-file.ts', import.meta.url));
const outcomeSchema = z.object({ code: z.string().nullable(), left: z.array(z.string()) });

/** What a child made of a recording: the failure's code (null for success) and the names left where it wrote. */
export type DecodedInChild = z.infer<typeof outcomeSchema>;

/** Decodes into `folder`, which is a disk of its own of this size. Throws with the reason where a machine can't make one. */
export async function decodeOntoDisk(
  folder: string,
  file: string,
  mebibytes: number,
): Promise<DecodedInChild> {
  const mount = `mount -t tmpfs -o size=${mebibytes}m tmpfs "$1" && shift && exec "$@"`;
  return runChild([...shellWithMounts(mount, [folder]), process.execPath, script, folder, file]);
}

/** Decodes as somebody to whom permissions apply: the superuser gives up its powers first. Throws as `decodeOntoDisk`. */
export async function decodeWithoutPowers(folder: string, file: string): Promise<DecodedInChild> {
  const under = process.getuid?.() === 0 ? requireNamespaces(['unshare', '--user']) : [];
  return runChild([...under, process.execPath, script, folder, file]);
}

async function runChild([program = '', ...words]: readonly string[]): Promise<DecodedInChild> {
  const { stdout } = await run(program, words);
  return outcomeSchema.parse(JSON.parse(stdout));
}
