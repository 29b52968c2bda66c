import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLocalStore } from '../../main/storage/local-store.ts';
import { waitFor } from '../support/wait-for.ts';
import { objectStoreSuite } from './object-store-suite.ts';

const putFile = fileURLToPath(new URL('../support/storage/put-file.ts', import.meta.url));

objectStoreSuite('a local folder', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  const objects = path.join(folder, 'objects');
  const open = () => createLocalStore({ folder: objects, createFolder: true });
  return {
    store: open(),
    restart: open,
    async interruptPut(key, file, expected) {
      mkdirSync(objects, { recursive: true });
      const child = spawn(
        process.execPath,
        [putFile, objects, key, file, expected.sha256, `${expected.bytes}`],
        {
          stdio: 'ignore',
        },
      );
      await waitFor('the child writes', () => sizeOfIncoming(objects) > 1_000_000);
      child.kill('SIGKILL');
      await new Promise((resolve) => {
        child.once('exit', resolve);
      });
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
});

function sizeOfIncoming(folder: string): number {
  try {
    const incoming = path.join(folder, '.incoming');
    return readdirSync(incoming).reduce((sum, name) => sum + statSync(path.join(incoming, name)).size, 0);
  } catch {
    return 0;
  }
}
