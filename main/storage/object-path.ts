import path from 'node:path';

/** Names Windows keeps for devices, whatever follows the first dot. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * The path of an object below a folder. A key is 1 to 8 names of small letters, digits, `-`, `_` and inner dots, divided by `/`:
 * nothing that could leave the folder, be hidden, or mean two things on a system that ignores case. Other keys are a bug and throw.
 */
export function objectPath(folder: string, key: string): string {
  const names = key.split('/');
  if (names.length > 8 || !names.every(isSafeName)) throw new Error(`Not a safe key: ${JSON.stringify(key)}`);
  return path.join(folder, ...names);
}

function isSafeName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]{0,118}[a-z0-9])?$/.test(name) && !deviceName.test(name);
}
