import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/core/cli-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a log is kept whatever folder a command is called in', async () => {
  const home = join(temporaryFolder(), 'home');

  const { exitCode } = await runCommand(['lectures'], { home, folder: temporaryFolder() });

  expect(exitCode).toBe(0);
  expect(readFileSync(join(home, 'logs', 'lectern.log'), 'utf8')).toContain('"event":"started"');
});
