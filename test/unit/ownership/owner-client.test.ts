import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startDoor } from '../../../main/ownership/door.ts';
import { acquireOwnership } from '../../../main/ownership/ownership.ts';
import { connectToOwner } from '../../../main/ownership/owner-client.ts';
import type { OwnerClient } from '../../../main/ownership/owner-connection.ts';
import { readOwnerRecord, writeOwnerRecord } from '../../../main/ownership/owner-record.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { startChild } from '../../support/ownership/child.ts';
import { openDoor } from '../../support/ownership/open-door.ts';
import { testServer } from '../../support/ownership/test-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

async function connected(home: string): Promise<OwnerClient> {
  const client = await connectToOwner(home);
  if (client === null) throw new Error('There is no owner');
  onTestFinished(() => client.close());
  return client;
}

test('a home without an owner answers null, whatever an earlier one left', async () => {
  const home = temporaryFolder();
  expect(await connectToOwner(join(home, 'not-there'))).toBeNull();
  expect(await connectToOwner(home)).toBeNull();
  const owner = await startChild('owner-process.ts', home);
  await owner.kill();
  expect(readOwnerRecord(home)).not.toBeNull();
  expect(await connectToOwner(home)).toBeNull();
});

test('another process answers through its door', async () => {
  const home = temporaryFolder();
  await startChild('owner-process.ts', home);
  const client = await connected(home);
  expect(await client.call('list-lectures', {})).toEqual({ lectures: [] });
});

test('calls in flight fail at once when the owner is killed, and so do later ones', async () => {
  const home = temporaryFolder();
  const owner = await startChild('owner-process.ts', home);
  const client = await connected(home);
  const calls = Array.from({ length: 10 }, () => rejectionOf(client.call('await-settled', {})));
  await owner.heard('started await-settled');
  expect(client.isOpen()).toBe(true);
  await owner.kill();
  const failures = await Promise.all(calls);
  expect(failures.map((failure) => failure.code)).toEqual(Array.from({ length: 10 }, () => 'OWNER_GONE'));
  expect(client.isOpen()).toBe(false);
  expect((await rejectionOf(client.call('list-lectures', {}))).code).toBe('OWNER_GONE');
  const next = await acquireOwnership(home, 'cli');
  next.release();
});

test('an aborted call is over at once here and ends in the owner', async () => {
  const home = temporaryFolder();
  const owner = await startChild('owner-process.ts', home);
  const client = await connected(home);
  const controller = new AbortController();
  const call = rejectionOf(client.call('import-lectures', { paths: ['/a'], choice: {} }, controller.signal));
  await owner.heard('started import-lectures');
  controller.abort();
  expect((await call).code).toBe('INTERRUPTED');
  await owner.heard('aborted import-lectures');
  expect(await client.call('list-lectures', {}, AbortSignal.timeout(60_000))).toEqual({ lectures: [] });
});

test('a call that is aborted before it is made is never sent', async () => {
  const home = temporaryFolder();
  const { log } = await openDoor(home);
  const client = await connected(home);
  const call = client.call('import-lectures', { paths: ['/a'], choice: {} }, AbortSignal.abort());
  expect((await rejectionOf(call)).code).toBe('INTERRUPTED');
  await client.call('list-lectures', {});
  expect(log).toEqual(['started list-lectures']);
});

test('an owner that is still starting is waited for', async () => {
  const home = temporaryFolder();
  const ownership = await acquireOwnership(home, 'app');
  const connecting = connectToOwner(home);
  const door = await startDoor({ home, handle: testServer(), subscribe: () => () => undefined });
  const client = await connecting;
  expect(await client?.call('list-lectures', {})).toEqual({ lectures: [] });
  await client?.close();
  await door.close();
  ownership.release();
});

test('an owner that ends while it is waited for leaves nobody', async () => {
  const home = temporaryFolder();
  const ownership = await acquireOwnership(home, 'app');
  const connecting = connectToOwner(home);
  ownership.release();
  expect(await connecting).toBeNull();
});

test('an owner without a door, or with a paused process, is named as not answering', async () => {
  const home = temporaryFolder();
  const silent = await startChild('owner-process.ts', home, 'cli', 'no-door');
  const failure = await rejectionOf(connectToOwner(home, 200));
  expect(failure).toMatchObject({ code: 'OWNER_NOT_ANSWERING', remedy: { action: 'wait' } });
  expect(failure.message).toContain(`Another lectern command (process ${silent.pid})`);
  await silent.kill();
  const paused = await startChild('owner-process.ts', home);
  paused.process.kill('SIGSTOP');
  const from = Date.now();
  expect((await rejectionOf(connectToOwner(home, 300))).code).toBe('OWNER_NOT_ANSWERING');
  expect(Date.now() - from).toBeLessThan(3_000);
  paused.process.kill('SIGCONT');
  expect(await (await connected(home)).call('list-lectures', {})).toEqual({ lectures: [] });
});

test('an owner whose record was deleted, or could not be written, is found where it usually is', async () => {
  const home = temporaryFolder();
  const { leave } = await openDoor(home);
  rmSync(join(home, 'owner.json'));
  expect(await (await connected(home)).call('list-lectures', {})).toEqual({ lectures: [] });
  await leave();
  const silent = await acquireOwnership(home, 'app');
  rmSync(join(home, 'owner.json'));
  expect((await rejectionOf(connectToOwner(home, 200))).message).toContain('Another Lectern is using');
  silent.release();
});

/** An owner that says these lines to everyone who connects. */
async function talkingOwner(home: string, text: string): Promise<void> {
  const ownership = await acquireOwnership(home, 'app');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(text);
  });
  const address = join(temporaryFolder(), 'socket');
  await new Promise<void>((resolve) => server.listen(address, resolve));
  const record = readOwnerRecord(home);
  if (record !== null) writeOwnerRecord(home, { ...record, address });
  onTestFinished(() => {
    server.close();
    ownership.release();
  });
}

test('an owner of another version is named as such', async () => {
  const home = temporaryFolder();
  await talkingOwner(home, '{"hello":2}\n');
  expect((await rejectionOf(connectToOwner(home))).code).toBe('OWNER_OTHER_VERSION');
});

test.each([['not JSON\n'], ['{"hello":"1"}\n'], ['{"event":{"name":"other","payload":{}}}\n'], ['']])(
  'an owner that says %j instead of a greeting is not answering',
  async (text) => {
    const home = temporaryFolder();
    await talkingOwner(home, text);
    expect((await rejectionOf(connectToOwner(home, 200))).code).toBe('OWNER_NOT_ANSWERING');
  },
);

test('an answer that does not fit the contract is a failure, not a value', async () => {
  const home = temporaryFolder();
  await openDoor(home, async () => ({ ok: true, value: { lectures: 'many' } }));
  const client = await connected(home);
  expect((await rejectionOf(client.call('list-lectures', {}))).code).toBe('OWNER_OTHER_VERSION');
});

test('a record that names a file instead of a socket leads nowhere', async () => {
  const home = temporaryFolder();
  const ownership = await acquireOwnership(home, 'app');
  const address = join(temporaryFolder(), 'file');
  writeFileSync(address, '');
  const record = readOwnerRecord(home);
  if (record !== null) writeOwnerRecord(home, { ...record, address });
  expect((await rejectionOf(connectToOwner(home, 200))).code).toBe('OWNER_NOT_ANSWERING');
  ownership.release();
});

test('an orderly end is quick, and closing twice is fine', async () => {
  const home = temporaryFolder();
  const { leave } = await openDoor(home);
  const client = await connected(home);
  const waiting = rejectionOf(client.call('await-settled', {}));
  const from = Date.now();
  await leave();
  expect((await waiting).code).toBe('OWNER_CLOSING');
  await waitFor('the end of the connection', () => !client.isOpen());
  await client.close();
  await client.close();
  expect(Date.now() - from).toBeLessThan(900);
});
