import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

import { projectFolder } from './electron-choice.ts';

/** Where `npm run package` leaves the application on this system, and what is where in it. */
export type PackagedApp = {
  readonly folder: string;
  readonly executable: string;
  readonly resources: string;
};

/** Finds the packaged application; fails with the command that makes it when there is none. */
export async function packagedApp(): Promise<PackagedApp> {
  const dist = join(projectFolder, 'dist');
  const names = await readdir(dist).catch(() => []);
  const name = names.find((entry) => entry.endsWith('-unpacked') || entry.startsWith('mac'));
  if (name === undefined) throw new Error('There is no package in dist/. Run: npm run package');
  return partsOf(join(dist, name));
}

/**
 * A copy of the package that Playwright can drive: the same files, but with the fuse open through which a
 * debugger attaches. The product has it closed.
 */
export async function inspectableCopy(
  original: PackagedApp,
): Promise<PackagedApp & { remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-package-'));
  await cp(original.folder, folder, { recursive: true, verbatimSymlinks: true });
  const copy = partsOf(folder);
  await flipFuses(copy.executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  return { ...copy, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

function partsOf(folder: string): PackagedApp {
  if (process.platform === 'darwin') {
    const contents = join(folder, 'Lectern.app/Contents');
    return { folder, executable: join(contents, 'MacOS/Lectern'), resources: join(contents, 'Resources') };
  }
  const name = process.platform === 'win32' ? 'Lectern.exe' : 'lectern';
  return { folder, executable: join(folder, name), resources: join(folder, 'resources') };
}
