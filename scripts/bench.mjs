/** `npm run bench [-- NAME…]`: runs test/bench/*.ts one after the other; each prints JSON lines on stdout. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { root } from './lib/places.mjs';
import { prepareApp } from './lib/prepare.mjs';
import { runInForeground } from './lib/run.mjs';
import { main, say, SetupError } from './lib/say.mjs';
import { forTests } from './lib/system.mjs';
import { withVirtualDisplay } from './lib/virtual-display.mjs';

await main(async () => {
  await prepareApp(forTests);
  const wanted = process.argv.slice(2);
  const folder = join(root, 'test/bench');
  const benches = (await readdir(folder))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.ts')))
    .toSorted();
  if (benches.length === 0) throw new SetupError(`No bench of that name in ${folder}.`);
  const runAll = async (env) => {
    for (const file of benches) {
      say(`bench ${basename(file, '.ts')}`);
      if ((await runInForeground(process.execPath, [join(folder, file)], { env })) !== 0)
        process.exitCode = 1;
    }
  };
  await (process.platform === 'linux' ? withVirtualDisplay(runAll) : runAll(process.env));
});
