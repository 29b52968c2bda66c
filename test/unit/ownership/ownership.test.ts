import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { acquireOwnership } from '../../../main/ownership/ownership.ts';
import { isOwned } from '../../../main/ownership/owner-lock.ts';
import { readOwnerRecord } from '../../../main/ownership/owner-record.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { startChild } from '../../support/ownership/child.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a home that is not there is made for this user alone', async () => {
  const home = join(temporaryFolder(), 'new', 'home');
  const ownership = await acquireOwnership(home, 'cli');
  expect(modeOf(home)).toBe(0o700);
  expect(modeOf(join(home, 'owner.db'))).toBe(0o600);
  expect(modeOf(join(home, 'owner.json'))).toBe(0o600);
  ownership.release();
});

test('the owner is named in the home and no longer once it has let go', async () => {
  const home = temporaryFolder();
  expect(isOwned(home)).toBe(false);
  const ownership = await acquireOwnership(home, 'app');
  expect(isOwned(home)).toBe(true);
  expect(readOwnerRecord(home)).toMatchObject({ pid: process.pid, kind: 'app', address: null });
  ownership.release();
  ownership.release();
  expect(isOwned(home)).toBe(false);
  expect(readOwnerRecord(home)).toBeNull();
});

test('a second owner in the same process is refused, and gets in after the first', async () => {
  const home = temporaryFolder();
  const first = await acquireOwnership(home, 'app');
  expect((await rejectionOf(acquireOwnership(home, 'cli'))).code).toBe('HOME_IN_USE');
  // The refused attempt has not loosened the first one's lock.
  expect((await rejectionOf(acquireOwnership(home, 'cli'))).code).toBe('HOME_IN_USE');
  first.release();
  (await acquireOwnership(home, 'cli')).release();
});

test.each([
  ['app', 'The Lectern app', 'start-app'],
  ['cli', 'Another lectern command', 'wait'],
])(
  'a home owned by another process (%s) is refused with who it is and what to do',
  async (kind, who, action) => {
    const home = temporaryFolder();
    const owner = await startChild('owner-process.ts', home, kind, 'no-door');
    const failure = await rejectionOf(acquireOwnership(home, 'cli'));
    expect(failure).toMatchObject({ code: 'HOME_IN_USE', remedy: { action } });
    expect(failure.message).toContain(`${who} (process ${owner.pid})`);
  },
);

test('the next one gets in at once after the owner was killed', async () => {
  const home = temporaryFolder();
  for (let round = 0; round < 3; round++) {
    const owner = await startChild('owner-process.ts', home, 'app', 'door');
    expect(isOwned(home)).toBe(true);
    await owner.kill();
    expect(existsSync(join(home, 'owner.json'))).toBe(true);
    expect(isOwned(home)).toBe(false);
    const ownership = await acquireOwnership(home, 'cli');
    expect(readOwnerRecord(home)).toMatchObject({ pid: process.pid, kind: 'cli', address: null });
    ownership.release();
  }
});

test('of two that start at the same instant exactly one becomes the owner', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const racers = await Promise.all([startChild('contest-process.ts'), startChild('contest-process.ts')]);
  for (let round = 1; round <= 20; round++) {
    const start = JSON.stringify({ home: join(folder, `home-${round}`), at: Date.now() + 20 });
    for (const racer of racers) racer.write(start);
    const outcomes = await waitFor('both outcomes', () => {
      const said = racers.map((racer) => racer.lines[round]);
      return said.every((one) => one !== undefined) && said;
    });
    expect(outcomes.toSorted()).toEqual(['HOME_IN_USE', 'won']);
  }
});

test('looking whether there is an owner never keeps one from starting', async () => {
  const home = temporaryFolder();
  const racer = await startChild('contest-process.ts');
  for (let round = 1; round <= 20; round++) {
    const here = join(home, `home-${round}`);
    mkdirSync(here);
    writeFileSync(join(here, 'owner.db'), '');
    racer.write(JSON.stringify({ home: here, at: 0 }));
    await waitFor('the outcome', () => {
      isOwned(here);
      return racer.lines[round];
    });
    expect(racer.lines[round]).toBe('won');
  }
});

test('an owner leaves nothing to be rolled back, so a full disk or a kill cannot spoil the lock', async () => {
  const home = temporaryFolder();
  for (let round = 0; round < 2; round++) {
    const owner = await startChild('owner-process.ts', home, 'app', 'no-door');
    expect(existsSync(join(home, 'owner.db-journal'))).toBe(false);
    await owner.kill();
    expect(existsSync(join(home, 'owner.db-journal'))).toBe(false);
  }
});

test('a thread that ends without letting go leaves no lock behind', async () => {
  const home = temporaryFolder();
  const module = new URL('../../../main/ownership/ownership.ts', import.meta.url);
  const worker = new Worker(
    `import { parentPort } from 'node:worker_threads';
     const { acquireOwnership } = await import(${JSON.stringify(module.href)});
     await acquireOwnership(${JSON.stringify(home)}, 'app');
     parentPort.on('message', () => undefined);
     parentPort.postMessage('owner');`,
    { eval: true, type: 'module' } as object,
  );
  await once(worker, 'message');
  expect(isOwned(home)).toBe(true);
  await worker.terminate();
  expect(isOwned(home)).toBe(false);
});

test.each([
  ['text', 'this is not a database, but it is long enough to be looked at '.repeat(100)],
  ['half a header', 'SQLite format 3\u0000\u0000'],
])('a lock file that holds %s does not keep an owner out', async (_, contents) => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'owner.db'), contents);
  expect(isOwned(home)).toBe(false);
  const ownership = await acquireOwnership(home, 'app');
  expect(isOwned(home)).toBe(true);
  ownership.release();
});

test.each([['{'], ['{"pid":-1}'], ['null'], ['']])('a record that reads %j names nobody', (contents) => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'owner.json'), contents);
  expect(readOwnerRecord(home)).toBeNull();
});

test.each([
  ['a file is in its place', (folder: string) => join(folder, 'file')],
  ['a file is above it', (folder: string) => join(folder, 'file', 'home')],
  ['a folder is in the place of the lock', (folder: string) => join(folder, 'odd')],
])('a home that cannot be written is refused as such: %s', async (_, homeIn) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), 'kept');
  mkdirSync(join(folder, 'odd', 'owner.db'), { recursive: true });
  const failure = await rejectionOf(acquireOwnership(homeIn(folder), 'cli'));
  expect(failure.code).toBe('HOME_NOT_WRITABLE');
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept');
});

test('a folder without the right to write is refused as such', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o555);
  const stopBeingRoot = becomeOrdinaryUser();
  try {
    expect((await rejectionOf(acquireOwnership(home, 'cli'))).code).toBe('HOME_NOT_WRITABLE');
  } finally {
    stopBeingRoot();
  }
});

/** Rights do not apply to root: it becomes nobody (uid 65534) until the returned function is called. */
function becomeOrdinaryUser(): () => void {
  if (process.getuid?.() !== 0) return () => undefined;
  process.seteuid?.(65_534);
  return () => process.seteuid?.(0);
}

test('a record that cannot be written gives the lock back', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'owner.json', 'in-the-way'), { recursive: true });
  expect((await rejectionOf(acquireOwnership(home, 'cli'))).code).toBe('HOME_NOT_WRITABLE');
  expect(isOwned(home)).toBe(false);
});
