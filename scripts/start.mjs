/** `npm start`: from a fresh clone to the open app. */
import { openApp } from './lib/open-app.mjs';
import { prepareApp } from './lib/prepare.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  const electron = await prepareApp();
  process.exitCode = await openApp(electron, process.argv.slice(2));
});
