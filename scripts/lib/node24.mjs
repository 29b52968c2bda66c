import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './places.mjs';
import { run, runInForeground } from './run.mjs';
import { say, SetupError } from './say.mjs';

/**
 * The oldest Node that the tools (vitest) and better-sqlite3's shipped binary (Node-API 10) run on. The project
 * is developed on the Node that package.json's devDependency `node` brings.
 */
const oldest = [22, 14];

/** The Node that came with the dependencies. */
export const bundledNode = join(
  root,
  process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node',
);

/**
 * When this Node is too old, runs the same script again under the Node from node_modules and exits with its
 * code. Call it after the dependencies are installed.
 */
export async function continueUnderCurrentNode() {
  if (isCurrent()) return;
  if (!existsSync(bundledNode)) await installBundledNode();
  say(`this is Node ${process.versions.node}; continuing under the Node that came with the dependencies`);
  process.exit(await runInForeground(bundledNode, process.argv.slice(1)));
}

function isCurrent() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** npm may have held back the install script that puts the binary in place. */
async function installBundledNode() {
  const folder = join(root, 'node_modules/node');
  await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder, capture: true });
  if (existsSync(bundledNode)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old and the newer one in node_modules is missing. ` +
      `Install Node 24, or run: npm rebuild node`,
  );
}
