import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startDoor } from '../../../main/ownership/door.ts';
import { connectToOwner } from '../../../main/ownership/owner-client.ts';
import { readOwnerRecord } from '../../../main/ownership/owner-record.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { openDoor } from '../../support/ownership/open-door.ts';
import { connectRaw } from '../../support/ownership/raw-client.ts';
import { testServer } from '../../support/ownership/test-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;
const addressOf = (home: string) => readOwnerRecord(home)?.address ?? '';
const MEGABYTE = 1024 * 1024;

test('the socket is for this user alone, in a folder for this user alone', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o755);
  await openDoor(home);
  expect(addressOf(home)).toBe(join(home, 'run', 'owner.sock'));
  expect(lstatSync(addressOf(home)).isSocket()).toBe(true);
  expect(modeOf(addressOf(home))).toBe(0o600);
  expect(modeOf(join(home, 'run'))).toBe(0o700);
});

test.each([
  ['250 characters', 'long-name-'.repeat(25)],
  ['emoji and spaces', '🎓 lecture '.repeat(8)],
  ['many folders', Array.from({ length: 10 }, (_, index) => `folder number ${index} of many`).join('/')],
])('a home with a path too long for a socket gets one elsewhere, just as private: %s', async (_, name) => {
  const home = join(temporaryFolder(), name);
  const { leave } = await openDoor(home);
  const address = addressOf(home);
  expect(address.startsWith(home)).toBe(false);
  expect(Buffer.byteLength(address)).toBeLessThanOrEqual(103);
  expect(modeOf(address)).toBe(0o600);
  expect(modeOf(dirname(address))).toBe(0o700);
  const client = await connectToOwner(home);
  expect(await client?.call('list-lectures', {})).toEqual({ lectures: [] });
  await client?.close();
  await leave();
  expect(existsSync(address)).toBe(false);
});

test('two homes with long paths have two sockets', async () => {
  const folder = temporaryFolder();
  const homes = ['a', 'b'].map((letter) => join(folder, letter.repeat(200)));
  for (const home of homes) await openDoor(home);
  expect(new Set(homes.map(addressOf)).size).toBe(2);
});

test('a short home with spaces and emoji keeps its socket inside', async () => {
  const home = join(temporaryFolder(), 'my home 🎓');
  await openDoor(home);
  expect(addressOf(home).startsWith(home)).toBe(true);
  const client = await connectToOwner(home);
  expect(await client?.call('list-lectures', {})).toEqual({ lectures: [] });
  await client?.close();
});

test('a link in the place of the private folder is refused', async () => {
  const home = temporaryFolder();
  const elsewhere = temporaryFolder();
  symlinkSync(elsewhere, join(home, 'run'));
  expect((await rejectionOf(openDoor(home))).code).toBe('DOOR_NOT_PRIVATE');
  expect(existsSync(join(elsewhere, 'owner.sock'))).toBe(false);
});

test('a link in the place of the folder for long paths is refused by owner and client', async () => {
  const temporary = temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
  const home = join(temporaryFolder(), 'x'.repeat(200));
  const folder = join(temporary, `lectern-${String(process.getuid?.())}`);
  const elsewhere = temporaryFolder();
  symlinkSync(elsewhere, folder);
  expect((await rejectionOf(openDoor(home))).code).toBe('DOOR_NOT_PRIVATE');
  const owned = join(temporaryFolder(), 'y'.repeat(200));
  rmSync(folder);
  await openDoor(owned);
  chmodSync(folder, 0o777);
  expect((await rejectionOf(connectToOwner(owned))).code).toBe('DOOR_NOT_PRIVATE');
});

test('a private folder that belongs to someone else is refused', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  // Only root may give a folder away; so it is this process that says it is somebody else.
  vi.spyOn(process, 'getuid').mockReturnValue(statSync(home).uid + 1);
  expect((await rejectionOf(openDoor(home))).code).toBe('DOOR_NOT_PRIVATE');
});

test('a private folder that was left open to others is closed', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'run'));
  chmodSync(join(home, 'run'), 0o777);
  await openDoor(home);
  expect(modeOf(join(home, 'run'))).toBe(0o700);
});

test('what is left over of a socket does not keep the owner from listening', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  writeFileSync(join(home, 'run', 'owner.sock'), 'left over');
  await openDoor(home);
  const client = await connectToOwner(home);
  expect(client).not.toBeNull();
  await client?.close();
});

test('a hundred calls at once each get their own answer', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const client = await connectToOwner(home);
  const titles = Array.from({ length: 100 }, (_, index) => `Course ${index} 🎓`);
  const courses = await Promise.all(titles.map(async (title) => client?.call('create-course', { title })));
  expect(courses.map((course) => course?.title)).toEqual(titles);
  await client?.close();
});

test('a failure of the core arrives as it is', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const client = await connectToOwner(home);
  const prices = { source: '', date: '2026-01-01', edited: false, models: [] };
  const failure = await rejectionOf(client?.call('set-prices', prices) ?? Promise.resolve());
  expect(failure).toMatchObject({ code: 'SETTINGS_INVALID', message: 'This is SETTINGS_INVALID.' });
  await client?.close();
});

test('every client hears every event until it stops listening', async () => {
  const home = temporaryFolder();
  const { events } = await openDoor(home);
  const clients = await Promise.all([connectToOwner(home), connectToOwner(home)]);
  const heard: string[][] = [[], []];
  const stops = clients.map((client, index) =>
    client?.subscribe((event) => heard[index]?.push(JSON.stringify(event))),
  );
  events.emit({ name: 'lecture-removed', payload: { id: 'lecture-1' } });
  await waitFor('the event at both', () => heard.every((one) => one.length === 1));
  expect(heard[0]?.[0]).toBe('{"name":"lecture-removed","payload":{"id":"lecture-1"}}');
  stops[0]?.();
  events.emit({ name: 'lecture-removed', payload: { id: 'lecture-2' } });
  await waitFor('the second event', () => heard[1]?.length === 2);
  await clients[0]?.call('list-lectures', {});
  expect(heard[0]).toHaveLength(1);
  for (const client of clients) await client?.close();
});

test('messages may come in pieces and several at once', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const client = connectRaw(home);
  client.write('{"id":1,"command":"list-');
  await client.heard(1);
  client.write('lectures","input":{}}\n{"id":2,"command":"list-lectures","input":{}}\n{"id":3,"comm');
  await client.heard(3);
  client.write('and":"list-lectures","input":{}}\n');
  expect((await client.heard(4)).map((message) => message['id'])).toEqual([undefined, 1, 2, 3]);
});

const hostile: [string, string | Buffer][] = [
  ['no JSON', 'GET / HTTP/1.1\r\n\r\n'],
  ['an empty line', '\n'],
  ['an array', '[1,2]\n'],
  ['null', 'null\n'],
  ['no id', '{"command":"list-lectures","input":{}}\n'],
  ['an id of another kind', '{"id":"1","command":"list-lectures","input":{}}\n'],
  ['a command of another kind', '{"id":1,"command":{},"input":{}}\n'],
  ['more than there should be', '{"id":1,"command":"list-lectures","input":{},"home":"/"}\n'],
  ['a very long command', `{"id":1,"command":"${'x'.repeat(10_000)}","input":{}}\n`],
  ['deep nesting', `${'['.repeat(1_000_000)}\n`],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
  [
    'the same id twice',
    '{"id":1,"command":"await-settled","input":{}}\n{"id":1,"command":"await-settled","input":{}}\n',
  ],
];
test.each(hostile)('a message that is wrong ends only its own connection: %s', async (_, message) => {
  const home = temporaryFolder();
  const { log } = await openDoor(home);
  const good = await connectToOwner(home);
  const call = rejectionOf(good?.call('await-settled', {}) ?? Promise.resolve());
  const bad = connectRaw(home);
  bad.write(message);
  await bad.closed();
  expect(bad.messages().at(-1)).toMatchObject({ id: null, reply: { failure: { code: 'MESSAGE_INVALID' } } });
  expect(await good?.call('list-lectures', {})).toEqual({ lectures: [] });
  // The other client's call was never touched.
  const aborted = log.filter((word) => word === 'aborted await-settled');
  const started = log.filter((word) => word === 'started await-settled');
  expect(started.length - aborted.length).toBe(1);
  await good?.close();
  expect((await call).code).toBe('OWNER_GONE');
});

test('a line of 65 MB is refused in words and its connection closed', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const bad = connectRaw(home);
  const head = '{"id":1,"command":"create-course","input":{"title":"';
  bad.write(head);
  for (let sent = 0; sent < 65; sent++) bad.write(Buffer.alloc(MEGABYTE, 'x'));
  await bad.closed();
  expect(bad.messages().at(-1)).toMatchObject({
    id: null,
    reply: { failure: { code: 'MESSAGE_TOO_LARGE' } },
  });
  const good = await connectToOwner(home);
  const failure = await rejectionOf(
    good?.call('create-course', { title: 'x'.repeat(65 * MEGABYTE) }) ?? Promise.resolve(),
  );
  expect(failure.code).toBe('MESSAGE_TOO_LARGE');
  expect(await good?.call('list-lectures', {})).toEqual({ lectures: [] });
  await good?.close();
});

test('an answer of more than 64 MB becomes a failure and the connection stays', async () => {
  const home = temporaryFolder();
  const other = testServer();
  await openDoor(home, async (command, input, signal) =>
    command === 'get-prices' ? { ok: true, value: 'x'.repeat(65 * MEGABYTE) } : other(command, input, signal),
  );
  const client = await connectToOwner(home);
  const failure = await rejectionOf(client?.call('get-prices', {}) ?? Promise.resolve());
  expect(failure.code).toBe('MESSAGE_TOO_LARGE');
  expect(await client?.call('list-lectures', {})).toEqual({ lectures: [] });
  await client?.close();
});

test('a client that does not read is dropped, the others hear everything', async () => {
  const home = temporaryFolder();
  const { events, log } = await openDoor(home);
  const slow = connectRaw(home);
  slow.write('{"id":1,"command":"await-settled","input":{}}\n');
  await waitFor('the call', () => log.length === 1);
  slow.socket.pause();
  const good = await connectToOwner(home);
  let heard = 0;
  good?.subscribe(() => (heard += 1));
  const id = 'x'.repeat(MEGABYTE);
  for (let sent = 1; sent <= 80; sent++) {
    events.emit({ name: 'lecture-removed', payload: { id } });
    await waitFor('the event', () => heard === sent);
  }
  await waitFor('the end of its call', () => log.includes('aborted await-settled'));
  expect(await good?.call('list-lectures', {})).toEqual({ lectures: [] });
  await good?.close();
});

test('a program that asks for too much at once is told so', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const client = connectRaw(home);
  for (let id = 0; id <= 1000; id++) client.write(`{"id":${id},"command":"await-settled","input":{}}\n`);
  const [, refused] = await client.heard(2);
  expect(refused).toMatchObject({ id: 1000, reply: { failure: { code: 'TOO_MANY_CALLS' } } });
});

test('a client that disappears takes its calls with it', async () => {
  const home = temporaryFolder();
  const { log } = await openDoor(home);
  const client = connectRaw(home);
  client.write('{"id":1,"command":"import-lectures","input":{}}\n');
  await waitFor('the call', () => log.includes('started import-lectures'));
  client.socket.destroy();
  await waitFor('its end', () => log.includes('aborted import-lectures'));
  expect(log).toHaveLength(2);
});

test('a closing owner tells who waits, finishes what is being changed, takes nothing new', async () => {
  const home = temporaryFolder();
  let finish = (): void => undefined;
  const other = testServer();
  const { leave } = await openDoor(home, async (command, input, signal) => {
    if (command !== 'create-course') return other(command, input, signal);
    await new Promise<void>((resolve) => (finish = resolve));
    return { ok: true, value: 'done' };
  });
  const client = connectRaw(home);
  client.write(
    '{"id":1,"command":"await-settled","input":{}}\n{"id":2,"command":"create-course","input":{}}\n',
  );
  await client.heard(1);
  client.write('{"id":3,"command":"list-lectures","input":{}}\n');
  await client.heard(2);
  const left = leave();
  expect((await client.heard(3))[2]).toMatchObject({ id: 1, reply: { failure: { code: 'OWNER_CLOSING' } } });
  client.write('{"id":4,"command":"list-lectures","input":{}}\n');
  expect((await client.heard(4))[3]).toMatchObject({ id: 4, reply: { failure: { code: 'OWNER_CLOSING' } } });
  finish();
  expect((await client.heard(5))[4]).toEqual({ id: 2, reply: { ok: true, value: 'done' } });
  await left;
  await client.closed();
  expect(existsSync(join(home, 'run', 'owner.sock'))).toBe(false);
});

test('a client that does not go does not keep an owner from closing', async () => {
  const home = temporaryFolder();
  const { leave, log } = await openDoor(home);
  const client = connectRaw(home);
  client.write('{"id":1,"command":"import-lectures","input":{}}\n');
  await client.heard(1);
  await waitFor('the call', () => log.length === 1);
  client.socket.pause();
  const from = Date.now();
  await leave();
  expect(Date.now() - from).toBeLessThan(6_000);
  expect(log).toEqual(['started import-lectures', 'aborted import-lectures']);
});

test('a door that cannot be made is a failure of the home', async () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'run'), 'a file');
  const door = startDoor({ home, handle: testServer(), subscribe: () => () => undefined });
  expect((await rejectionOf(door)).code).toBe('HOME_NOT_WRITABLE');
  rmSync(join(home, 'run'));
  mkdirSync(join(home, 'run', 'owner.sock', 'in-the-way'), { recursive: true });
  const second = startDoor({ home, handle: testServer(), subscribe: () => () => undefined });
  expect((await rejectionOf(second)).code).toBe('HOME_NOT_WRITABLE');
});
