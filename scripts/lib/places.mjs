import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Where downloads and builds that outlive node_modules are kept: `LECTERN_CACHE`, else the system's folder
 * for caches. Everything in it can be deleted; it comes back.
 */
export const cacheFolder = process.env.LECTERN_CACHE || join(systemCacheFolder(), 'lectern');

function systemCacheFolder() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
