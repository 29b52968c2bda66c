/**
 * `npm run simulate`: opens the app against a stand-in for the transcription and text service, with a home of its
 * own, so that everything can be tried without a key. `--fresh` empties that home first.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { openApp } from './lib/open-app.mjs';
import { cacheFolder, root } from './lib/places.mjs';
import { prepareApp } from './lib/prepare.mjs';
import { main, say, SetupError } from './lib/say.mjs';

const freshFlag = '--fresh';

await main(async () => {
  const electron = await prepareApp();
  const home = join(cacheFolder, 'simulated-home');
  const args = process.argv.slice(2);
  if (args.includes(freshFlag)) await rm(home, { recursive: true, force: true });
  const simulator = spawn(process.execPath, [join(root, 'test/simulator/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const { url, apiKey } = await firstLineOf(simulator);
    say(`the simulator answers at ${url}; the app's home is ${home}`);
    process.exitCode = await openApp(
      electron,
      args.filter((argument) => argument !== freshFlag),
      { OPENAI_BASE_URL: url, OPENAI_API_KEY: apiKey, LECTERN_HOME: home },
    );
  } finally {
    simulator.kill();
  }
});

/** The simulator announces itself with one line of JSON: its address and the key it accepts. */
async function firstLineOf(simulator) {
  for await (const line of createInterface({ input: simulator.stdout })) return JSON.parse(line);
  throw new SetupError('The simulator ended before it was ready.');
}
