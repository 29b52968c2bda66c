/**
 * Run as its own process: places a file into a folder as an export is delivered and prints `{"code": …}`, null for success.
 * Arguments: folder, file, name.
 */
import { LecternError } from '../../../main/lib/failure.ts';
import { placeFile } from '../../../main/lectures/place-file.ts';

const [folder = '', file = '', name = ''] = process.argv.slice(2);

try {
  await placeFile(file, folder, name);
  process.stdout.write(JSON.stringify({ code: null }));
} catch (error) {
  const code = error instanceof LecternError ? error.failure.code : String(error);
  process.stdout.write(JSON.stringify({ code }));
}
