/** `npm run build`: builds `out/` when a source has changed. */
import { prepareCommandLine } from './lib/prepare.mjs';
import { main } from './lib/say.mjs';

await main(prepareCommandLine);
