import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Makes a folder that appears complete or not at all: it is built beside its place and renamed into it. Two
 * scripts doing this at once both succeed; one result is kept.
 */
export async function buildFolder(folder, build) {
  const draft = `${folder}.${process.pid}-${randomBytes(3).toString('hex')}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await mkdir(draft);
    await build(draft);
    await rename(draft, folder).catch((error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** SHA-512 of a file, in the form package managers write: `sha512-<base64>`. */
export async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** One hash over the names and contents of files and folders, relative to `base`. Absent ones are skipped. */
export async function fingerprint(base, paths) {
  const hash = createHash('sha256');
  for (const path of paths) await add(hash, base, path);
  return hash.digest('hex');
}

async function add(hash, base, path) {
  const entries = await readdir(join(base, path), { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    const content = await readFile(join(base, path)).catch(() => null);
    if (content !== null) hash.update(`${path}\0${content.length}\0`).update(content);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) await add(hash, base, `${path}/${entry.name}`);
}
