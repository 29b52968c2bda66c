import { expect, onTestFinished, test } from 'vitest';
import { createLastingClient } from '../../../main/cli/lasting-client.ts';
import type { CoreClient } from '../../../main/lib/core-client.ts';
import { connectToOwner } from '../../../main/ownership/owner-client.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { startChild } from '../../support/ownership/child.ts';
import { openDoor } from '../../support/ownership/open-door.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A client that takes whoever is the owner next. */
async function lastingClient(home: string): Promise<{ client: CoreClient; openings: () => number }> {
  let openings = 0;
  const client = await createLastingClient(async () => {
    openings += 1;
    for (;;) {
      const owner = await connectToOwner(home);
      if (owner !== null) return owner;
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  onTestFinished(() => client.close());
  return { client, openings: () => openings };
}

test('who waits for work goes on with the next owner', async () => {
  const home = temporaryFolder();
  const first = await openDoor(home);
  const { client, openings } = await lastingClient(home);
  const controller = new AbortController();
  const waits = [1, 2, 3].map(() => rejectionOf(client.call('await-settled', {}, controller.signal)));
  await waitFor('the calls', () => first.log.length === 3);
  await first.leave();
  const second = await openDoor(home);
  await waitFor('the calls to arrive again', () => second.log.length === 3);
  expect(openings()).toBe(2);
  controller.abort();
  expect((await Promise.all(waits)).map((failure) => failure.code)).toEqual(Array(3).fill('INTERRUPTED'));
});

test('who waits goes on also when the owner was killed', async () => {
  const home = temporaryFolder();
  const owner = await startChild('owner-process.ts', home);
  const { client } = await lastingClient(home);
  const controller = new AbortController();
  const waiting = rejectionOf(client.call('await-settled', {}, controller.signal));
  await owner.heard('started await-settled');
  await owner.kill();
  const next = await openDoor(home);
  await waitFor('the call to arrive again', () => next.log.includes('started await-settled'));
  controller.abort();
  expect((await waiting).code).toBe('INTERRUPTED');
});

test('what may have been done already is not done twice', async () => {
  const home = temporaryFolder();
  const owner = await startChild('owner-process.ts', home);
  const { client } = await lastingClient(home);
  const importing = rejectionOf(client.call('import-lectures', { paths: ['/a'], choice: {} }));
  await owner.heard('started import-lectures');
  await owner.kill();
  const next = await openDoor(home);
  expect((await importing).code).toBe('OWNER_GONE');
  expect(await client.call('list-lectures', {})).toEqual({ lectures: [] });
  expect(next.log).toEqual(['started list-lectures']);
});

test('what was not begun is done by the next owner, also when it changes something', async () => {
  const home = temporaryFolder();
  const first = await openDoor(home);
  const { client } = await lastingClient(home);
  await client.call('list-lectures', {});
  await first.leave();
  await openDoor(home);
  expect(await client.call('create-course', { title: 'Physics' })).toMatchObject({ title: 'Physics' });
});

test('listeners hear the next owner too, unless they have stopped', async () => {
  const home = temporaryFolder();
  const first = await openDoor(home);
  const { client } = await lastingClient(home);
  const heard: string[] = [];
  client.subscribe((event) => heard.push(`a ${event.name}`));
  const stop = client.subscribe((event) => heard.push(`b ${event.name}`));
  await first.leave();
  const second = await openDoor(home);
  await client.call('list-lectures', {});
  stop();
  second.events.emit({ name: 'lecture-removed', payload: { id: 'lecture-1' } });
  await waitFor('the event', () => heard.length > 0);
  await client.call('list-lectures', {});
  expect(heard).toEqual(['a lecture-removed']);
});

test('a failure of the core is no reason to go elsewhere', async () => {
  const home = temporaryFolder();
  await openDoor(home);
  const { client, openings } = await lastingClient(home);
  const prices = { source: '', date: '2026-01-01', edited: false, models: [] };
  expect((await rejectionOf(client.call('set-prices', prices))).code).toBe('SETTINGS_INVALID');
  expect(openings()).toBe(1);
});

test('when there is nobody to go on with, the call says why', async () => {
  const home = temporaryFolder();
  const first = await openDoor(home);
  let openings = 0;
  const client = await createLastingClient(async () => {
    openings += 1;
    const owner = openings === 1 ? await connectToOwner(home) : null;
    if (owner === null) throw new Error('nobody');
    return owner;
  });
  await first.leave();
  await expect(client.call('list-lectures', {})).rejects.toThrow('nobody');
  await client.close();
});
