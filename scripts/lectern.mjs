/**
 * `npm run --silent lectern -- …`: the command line of this checkout, built first when a source has changed.
 * stdout belongs to the command; file names are relative to where it was called.
 */
import { join } from 'node:path';

import { root } from './lib/places.mjs';
import { prepareCommandLine } from './lib/prepare.mjs';
import { runInForeground } from './lib/run.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await prepareCommandLine();
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  const args = [join(root, 'out/main/cli.js'), ...process.argv.slice(2)];
  if (process.platform !== 'win32' && process.execve) {
    // The command takes this process over, so signals and exit code need no passing on.
    process.removeAllListeners('warning');
    process.execve(process.execPath, [process.execPath, ...args], process.env);
  }
  process.exitCode = await runInForeground(process.execPath, args);
});
