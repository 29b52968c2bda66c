/** `npm run package`: the unpacked application in dist/, for this system, on the Electron of this machine. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { fingerprint } from './lib/files.mjs';
import { root } from './lib/places.mjs';
import { prepareApp } from './lib/prepare.mjs';
import { main, say, SetupError, step } from './lib/say.mjs';
import { provideSqlite } from './lib/sqlite.mjs';

/** Licence texts of the libraries inside the bundles, written by the build. */
const bundledLicenses = [
  { from: 'out/main/licenses.md', to: 'licenses/LIBRARIES-CORE.md' },
  { from: 'out/renderer/licenses.md', to: 'licenses/LIBRARIES-WINDOW.md' },
];

const stampFile = join(root, 'dist/packaged-from');

await main(async () => {
  const electron = await prepareApp();
  const stamp = `${electron.version} ${await fingerprint(root, ['out', 'resources', 'package.json', 'LICENSE'])}`;
  if (stamp === (await readFile(stampFile, 'utf8').catch(() => null))) {
    say('the package in dist/ is up to date');
    return;
  }
  const needsCompiledSqlite = await provideSqlite(electron);
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await step('Packaging the app', () => buildPackage(electron, sqliteBinary(needsCompiledSqlite)));
  await writeFile(stampFile, stamp);
});

async function buildPackage(electron, binary) {
  const { build, Platform } = await import('electron-builder');
  const { build: config } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await build({
    projectDir: root,
    targets: Platform.current().createTarget('dir'),
    publish: 'never',
    config: {
      ...config,
      electronVersion: electron.version,
      electronDist: distributionFolder(electron.executable),
      files: [...config.files, binary],
      extraResources: [...config.extraResources, ...bundledLicenses],
      afterPack: removeDefaultApp,
    },
  });
}

/** The start-up app of a plain Electron has no place in a product. */
async function removeDefaultApp({ packager, appOutDir }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
}

/** The one better-sqlite3 binary the package carries: the shipped one, or the one an older Electron needs. */
function sqliteBinary(needsCompiled) {
  const folder = 'node_modules/better-sqlite3';
  const path = needsCompiled
    ? `${folder}/build/Release/better_sqlite3.node`
    : `${folder}/prebuilds/${process.platform}-${process.arch}.node`;
  if (!existsSync(join(root, path)))
    throw new SetupError(`better-sqlite3 has no binary for this system (${path}).`);
  return path;
}

/** The folder with everything Electron consists of; on macOS the executable lies inside Electron.app. */
function distributionFolder(executable) {
  return process.platform === 'darwin' ? dirname(dirname(dirname(dirname(executable)))) : dirname(executable);
}
