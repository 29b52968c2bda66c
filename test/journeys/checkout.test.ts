import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryFolder } from '../support/temporary-folder.ts';

/** Runs `npm run --silent lectern -- …` of this checkout as somebody does who stands in `folder`. */
async function lectern(folder: string, words: readonly string[]) {
  const script = resolve('scripts/lectern.mjs');
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((done) => {
    const env = { ...process.env, INIT_CWD: folder };
    execFile(process.execPath, [script, ...words], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      done({ exitCode: typeof code === 'number' ? code : -1, stdout, stderr });
    });
  });
}

test('the command line of a checkout takes names relative to where it is called', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'notes.txt'), 'Entropy never falls in a closed system.');

  const added = await lectern(folder, ['import', './notes.txt', '--json', '--home', 'home']);
  const listed = await lectern(join(folder, 'home'), ['lectures', '--json', '--home', '.']);

  expect(added.exitCode, added.stderr).toBe(0);
  expect(JSON.parse(added.stdout)).toMatchObject({ lectures: [{ title: 'notes', status: 'queued' }] });
  expect(JSON.parse(listed.stdout)).toMatchObject({ lectures: [{ title: 'notes' }] });
});

test('its exit code and its one document reach the caller', async () => {
  const { exitCode, stdout } = await lectern(temporaryFolder(), ['nothing-like-it', '--json']);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE' } });
});
