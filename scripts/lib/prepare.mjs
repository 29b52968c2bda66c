import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { provideElectron } from './electron.mjs';
import { continueUnderCurrentNode } from './node24.mjs';
import { provideSqlite } from './sqlite.mjs';
import { ensureSystemPackages, forTheApp } from './system.mjs';

/** Dependencies and a Node new enough: what every script needs first. */
export async function prepareTools() {
  await ensureDependencies();
  await continueUnderCurrentNode();
}

/** The command line's needs: tools and an up-to-date build. */
export async function prepareCommandLine() {
  await prepareTools();
  await ensureBuilt();
}

/**
 * Everything the app needs to open, from a fresh clone on.
 * @param {object[]} systemPackages what must be there of the system
 * @returns {Promise<{ executable: string, version: string }>} the Electron to open it with
 */
export async function prepareApp(systemPackages = forTheApp) {
  await prepareTools();
  await ensureSystemPackages(systemPackages);
  const electron = await provideElectron();
  await provideSqlite(electron);
  await ensureBuilt();
  return electron;
}
