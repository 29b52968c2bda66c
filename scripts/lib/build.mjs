import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { fingerprint } from './files.mjs';
import { withLock } from './lock.mjs';
import { root } from './places.mjs';
import { runOrThrow } from './run.mjs';
import { step } from './say.mjs';

/** Everything the bundles are made of. */
const sources = [
  'main',
  'preload',
  'renderer',
  'resources',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
];

const stampFile = join(root, 'out/built-from');

/** Builds `out/` when a source has changed since it was built. */
export async function ensureBuilt() {
  if (await isBuilt()) return;
  await withLock('build', async () => {
    if (await isBuilt()) return;
    // Taken before the build: a file saved while it runs makes the next one build again.
    const stamp = await fingerprint(root, sources);
    await rm(stampFile, { force: true });
    await step('Building the app', () =>
      runOrThrow(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
        env: { ...process.env, NO_COLOR: '1' },
        failure: 'The build failed',
      }),
    );
    await writeFile(stampFile, stamp);
  });
}

async function isBuilt() {
  const stamp = await readFile(stampFile, 'utf8').catch(() => null);
  return stamp !== null && stamp === (await fingerprint(root, sources));
}
