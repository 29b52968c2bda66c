/**
 * Run as its own process: copies a recording the way the first stage does and prints `{"code": …, "left": […]}`: the failure's code, null
 * for success, and the names left in the target folder by a copy that failed. Arguments: target folder, file.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LecternError } from '../../../main/lib/failure.ts';
import { copySource } from '../../../main/pipeline/ingest/copy-source.ts';

const [folder = '', file = ''] = process.argv.slice(2);
const target = path.join(folder, 'staged');

try {
  await copySource(file, target, () => undefined, new AbortController().signal);
  rmSync(target);
  process.stdout.write(JSON.stringify({ code: null }));
} catch (error) {
  const code = error instanceof LecternError ? error.failure.code : String(error);
  process.stdout.write(JSON.stringify({ code, left: readdirSync(folder) }));
}
