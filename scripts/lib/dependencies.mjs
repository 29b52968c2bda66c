import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { withLock } from './lock.mjs';
import { root } from './places.mjs';
import { npm } from './run.mjs';
import { SetupError, step } from './say.mjs';

/** Installs what package-lock.json names, unless exactly that is installed already. */
export async function ensureDependencies() {
  if (isInstalled()) return;
  await withLock('install', async () => {
    if (isInstalled()) return;
    await step('Installing dependencies (about a minute the first time)', async () => {
      const { code, output } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        capture: true,
      });
      if (code !== 0) throw new SetupError(`npm ci failed.\n${output.trim()}`);
    });
  });
}

/**
 * npm writes `node_modules/.package-lock.json` last, so it is absent after an interrupted installation; what it
 * lists must be what the lock file asks for (packages for other systems aside).
 */
function isInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(installedFile);
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
