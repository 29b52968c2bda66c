import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { cacheFolder, root } from './places.mjs';
import { say } from './say.mjs';

/**
 * Does work that two scripts must not do at once in one checkout (installing, building). The lock is a folder naming the
 * process that holds it; a lock whose process is gone is taken over.
 */
export async function withLock(name, work) {
  const project = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, 'locks', `${name}-${project}`);
  await mkdir(join(cacheFolder, 'locks'), { recursive: true });
  let told = false;
  while (!(await take(folder))) {
    if (!told) say(`waiting for another Lectern script to finish (${folder})`);
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(folder) {
  try {
    await mkdir(folder);
  } catch {
    if (!(await isAbandoned(folder))) return false;
    await rm(folder, { recursive: true, force: true });
    return false;
  }
  await writeFile(join(folder, 'pid'), String(process.pid));
  return true;
}

async function isAbandoned(folder) {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
  if (!pid) {
    // Either just created and not yet signed, or its maker died between the two steps.
    await sleep(1000);
    return !Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''));
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
