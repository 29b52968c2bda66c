import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openCoreClient } from '../../../main/cli/open-core.ts';
import type { CoreClient } from '../../../main/lib/core-client.ts';
import { isOwned } from '../../../main/ownership/owner-lock.ts';
import { connectToOwner } from '../../../main/ownership/owner-client.ts';
import { readOwnerRecord } from '../../../main/ownership/owner-record.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { startChild } from '../../support/ownership/child.ts';
import { openDoor } from '../../support/ownership/open-door.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

interface Given {
  readonly key?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

async function opened(home: string, { key, environment = {} }: Given = {}): Promise<CoreClient> {
  const client = await openCoreClient(
    { home, work: 'none', ...(key === undefined ? {} : { apiKeyStdin: true }) },
    { resources, environment, stdin: Readable.from([Buffer.from(key ?? '')]) },
  );
  onTestFinished(() => client.close());
  return client;
}

test('without an owner a core starts here, owns the home, and lets go of it', async () => {
  const home = join(temporaryFolder(), 'home');
  const client = await opened(home);
  expect(readOwnerRecord(home)).toMatchObject({ pid: process.pid, kind: 'cli' });
  const { library } = await client.call('get-library', {});
  expect(library.courses).toEqual([]);
  await client.close();
  expect(isOwned(home)).toBe(false);
  expect(existsSync(join(home, 'run', 'owner.sock'))).toBe(false);
});

test('a second command asks the first one, and both see the same', async () => {
  const home = temporaryFolder();
  const first = await opened(home);
  const second = await opened(home);
  const course = await second.call('create-course', { title: 'Physics' });
  expect((await first.call('get-library', {})).library.courses).toEqual([course]);
  expect((await rejectionOf(second.call('get-lecture', { lectureId: 'none' }))).code).toBe(
    (await rejectionOf(first.call('get-lecture', { lectureId: 'none' }))).code,
  );
});

test('a command goes on by itself when the owner it asked ends', async () => {
  const home = temporaryFolder();
  const first = await opened(home);
  const second = await opened(home);
  const course = await first.call('create-course', { title: 'Physics' });
  await first.close();
  expect((await second.call('get-library', {})).library.courses).toEqual([course]);
  expect(isOwned(home)).toBe(true);
});

test('two commands that start at the same instant share one core', async () => {
  const home = join(temporaryFolder(), 'home');
  const clients = await Promise.all([opened(home), opened(home), opened(home)]);
  await clients[0]?.call('create-course', { title: 'Physics' });
  const titles = await Promise.all(
    clients.map(async (client) =>
      (await client.call('get-library', {})).library.courses.map((one) => one.title),
    ),
  );
  expect(titles).toEqual([['Physics'], ['Physics'], ['Physics']]);
});

test('the next command starts at once after an owner was killed', async () => {
  const home = temporaryFolder();
  const owner = await startChild('owner-process.ts', home);
  await owner.kill();
  const client = await opened(home);
  expect(await client.call('list-lectures', {})).toEqual({ lectures: [] });
});

test('the core here checks what it is asked as any other door does', async () => {
  const client = await opened(temporaryFolder());
  const empty = rejectionOf(client.call('import-lectures', { paths: [], choice: {} }));
  expect((await empty).code).toBe('INPUT_INVALID');
  const stopped = client.call('import-lectures', { paths: ['/a'], choice: {} }, AbortSignal.abort());
  expect((await rejectionOf(stopped)).code).toBe('INTERRUPTED');
});

test('a key from standard input is known to the core here and saved nowhere', async () => {
  const home = temporaryFolder();
  const client = await opened(home, { key: 'sk-test-123\n' });
  const { secrets } = await client.call('get-settings', {});
  expect(secrets['provider.apiKey']).toEqual({ isSet: true, place: 'session' });
  expect(existsSync(join(home, 'secrets.json'))).toBe(false);
});

test('a key from the environment is known, and an empty one is none', async () => {
  const withKey = await opened(temporaryFolder(), { environment: { OPENAI_API_KEY: 'sk-test-123' } });
  expect((await withKey.call('get-settings', {})).secrets['provider.apiKey'].isSet).toBe(true);
  const without = await opened(temporaryFolder(), { environment: { OPENAI_API_KEY: '' } });
  expect((await without.call('get-settings', {})).secrets['provider.apiKey'].isSet).toBe(false);
});

test('a key for a core in another process is refused, and that core is left alone', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const failure = await rejectionOf(opened(home, { key: 'sk-test-123\n' }));
  expect(failure.code).toBe('USAGE');
  expect(failure.message).toContain('--api-key-stdin');
  expect(await connectToOwner(home).then((owner) => owner?.close())).toBeUndefined();
});

test('no key where one is promised is a mistake, and nothing is started', async () => {
  const home = temporaryFolder();
  expect((await rejectionOf(opened(home, { key: '\n' }))).code).toBe('USAGE');
  expect(isOwned(home)).toBe(false);
});

test('a core that cannot start lets go of the home', async () => {
  const home = temporaryFolder();
  const failure = await rejectionOf(opened(home, { environment: { OPENAI_BASE_URL: 'not an address' } }));
  expect(failure.code).toBe('SETTINGS_INVALID');
  expect(isOwned(home)).toBe(false);
});
