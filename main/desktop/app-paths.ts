import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { findHome } from '../lib/default-home.ts';

/** The home of the app: `--home DIR`, else `LECTERN_HOME`, else the system's place for the app's data. */
export function appHome(): string {
  return findHome(app.commandLine.getSwitchValue('home'), process.env, process.platform);
}

/**
 * The folder of files shipped with the app: beside the package's archive, or the checkout's `resources`.
 * @param builtFolder where the built main process lies
 */
export function resourcesFolder(builtFolder: string): string {
  const packaged = join(process.resourcesPath, 'resources');
  return existsSync(packaged) ? packaged : join(builtFolder, '../../resources');
}
