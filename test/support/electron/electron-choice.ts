import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project folder, which an unpackaged Electron is given as the app to start. */
export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

/** The Electron the set-up scripts chose for this machine. */
export type ElectronChoice = { readonly executable: string; readonly version: string };

/** Reads the choice; fails with the command that makes it when there is none. */
export function chosenElectron(): ElectronChoice {
  const file = new URL('../../../node_modules/.cache/lectern-electron.json', import.meta.url);
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error('No Electron has been provided yet. Run: npm test -- e2e', { cause });
  }
}

function parse(text: string): ElectronChoice {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  if (!('executable' in value) || typeof value.executable !== 'string') throw new Error('no executable');
  if (!('version' in value) || typeof value.version !== 'string') throw new Error('no version');
  return { executable: value.executable, version: value.version };
}
