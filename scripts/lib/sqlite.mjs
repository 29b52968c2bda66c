import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { buildFolder } from './files.mjs';
import { cacheFolder, root } from './places.mjs';
import { run, runOrThrow } from './run.mjs';
import { say, SetupError, step } from './say.mjs';
import { ensureSystemPackages, forCompiling } from './system.mjs';

const packageFolder = join(root, 'node_modules/better-sqlite3');

/** Where better-sqlite3 looks before it takes the binary it ships. */
export const builtBinary = join(packageFolder, 'build/Release/better_sqlite3.node');

/** The Node-API version that the shipped binary is compiled for; older runtimes crash on it. */
const shippedNodeApi = 10;

/**
 * Makes better-sqlite3 load in this Electron. Its shipped binary does so from Electron 35 on; for an older one
 * it is compiled once from the package's own source (about a minute) and kept in the cache. The result runs
 * under every Node used here too.
 * @returns {Promise<boolean>} whether the compiled binary is the one in use
 */
export async function provideSqlite(electron) {
  const isOld = (await nodeApiOf(electron.executable)) < shippedNodeApi;
  if (isOld) await installBinary(await compiledBinary());
  await proveItLoads(electron.executable);
  return isOld;
}

async function nodeApiOf(executable) {
  return Number(await asNode(executable, 'process.stdout.write(process.versions.napi)'));
}

async function compiledBinary() {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const folder = join(cacheFolder, `better-sqlite3-${version}-${process.platform}-${process.arch}`);
  const binary = join(folder, 'better_sqlite3.node');
  if (!existsSync(binary)) {
    await step('Compiling SQLite for this Electron (about a minute, once)', () =>
      buildFolder(folder, compile),
    );
  }
  return binary;
}

/**
 * Compiles in a copy, so that nobody ever loads a half-written binary. The flags lift the Node-API version the
 * package asks for: the few functions it uses beyond version 9 are there in Node 20.18 as experimental ones.
 */
async function compile(folder) {
  await ensureSystemPackages(forCompiling);
  const source = join(folder, 'source');
  for (const part of ['binding.gyp', 'package.json', 'src', 'lib', 'deps']) {
    await cp(join(packageFolder, part), join(source, part), { recursive: true });
  }
  const headers = await nodeHeaders();
  await runOrThrow(
    process.execPath,
    [
      join(root, 'node_modules/node-gyp/bin/node-gyp.js'),
      'rebuild',
      '--release',
      '--force_build=1',
      ...(headers === null ? [] : [`--nodedir=${headers}`]),
    ],
    {
      cwd: source,
      env: {
        ...process.env,
        CXXFLAGS: '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
        NODE_PATH: join(root, 'node_modules'),
        PATH: dirname(process.execPath) + delimiter + process.env.PATH,
      },
      failure: 'Compiling better-sqlite3 failed; it needs a C++ compiler, make and Python 3',
    },
  );
  await copyFile(join(source, 'build/Release/better_sqlite3.node'), join(folder, 'better_sqlite3.node'));
  await rm(source, { recursive: true });
}

/** A Node installed with its headers saves a download; null lets node-gyp fetch them. */
async function nodeHeaders() {
  const { output } = await run('node', ['-p', 'process.execPath'], { capture: true });
  const candidates = [process.env.npm_config_nodedir, dirname(dirname(output.trim())), '/usr', '/usr/local'];
  return candidates.find((folder) => folder && existsSync(join(folder, 'include/node/node_api.h'))) ?? null;
}

async function installBinary(binary) {
  const [wanted, present] = await Promise.all([readFile(binary), readFile(builtBinary).catch(() => null)]);
  if (present !== null && wanted.equals(present)) return;
  const draft = `${builtBinary}.${process.pid}`;
  await mkdir(dirname(builtBinary), { recursive: true });
  await copyFile(binary, draft);
  await rename(draft, builtBinary);
  say('put the compiled SQLite into node_modules/better-sqlite3/build');
}

async function proveItLoads(executable) {
  const code = `new (require(${JSON.stringify(packageFolder)}))(':memory:').exec('SELECT 1')`;
  await asNode(executable, code);
}

async function asNode(executable, code) {
  const { code: exitCode, output } = await run(executable, ['-e', code], {
    capture: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  if (exitCode === 0) return output;
  throw new SetupError(`${executable} does not run (exit code ${exitCode}).\n${output.trim()}`);
}
