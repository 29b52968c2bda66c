/**
 * Run as its own process: decodes a recording with the product's media engine and prints `{"code": …, "left": […]}`: the failure's code, null
 * for success, and the names left in the folder it wrote to. Arguments: folder, file.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { LecternError } from '../../../main/lib/failure.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../real-media-engine.ts';

const [folder = '', file = ''] = process.argv.slice(2);
const engine = createRealMediaEngine();
const code = await engine
  .decode({
    path: file,
    pcmPath: path.join(folder, 'a.pcm'),
    proxyPath: path.join(folder, 'a.mp3'),
    onProgress: () => undefined,
    signal: NEVER_ABORTED,
  })
  .then(
    () => null,
    (error: unknown) => (error instanceof LecternError ? error.failure.code : String(error)),
  );
await engine.stop();
process.stdout.write(JSON.stringify({ code, left: readdirSync(folder) }));
