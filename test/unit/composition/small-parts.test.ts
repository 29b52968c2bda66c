import { join, resolve } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import { settingDefaults, type Settings } from '../../../preload/contract/settings.ts';
import type { DiskRoom } from '../../../main/composition/disk-room.ts';
import { createGateProbe } from '../../../main/composition/gate-probe.ts';
import { createModelList } from '../../../main/composition/model-list.ts';
import { createPricing } from '../../../main/composition/pricing.ts';
import { queueNumbers } from '../../../main/composition/queue-numbers.ts';
import { storageRoundTrip } from '../../../main/composition/storage-round-trip.ts';
import { openDatabase } from '../../../main/database/open-database.ts';
import { createNotes } from '../../../main/database/setting-rows.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { readShippedPrices } from '../../../main/pipeline/cost/price-table.ts';
import { readPresets } from '../../../main/pipeline/generation/presets.ts';
import type { ObjectStore } from '../../../main/pipeline/store-port.ts';
import type { OpenAiModels } from '../../../main/providers/openai-models.ts';
import type { Gate } from '../../../main/queue/ports.ts';
import { createLocalStore } from '../../../main/storage/local-store.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { lectureOf } from '../../support/library-rows.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = new AbortController().signal;
const resources = resolve('resources');

async function keysIn(objects: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list('', never)) keys.push(key);
  return keys;
}

describe('the round trip through the store', () => {
  const open = () => createLocalStore({ folder: join(temporaryFolder(), 'objects'), createFolder: true });

  test('writes, reads back and leaves nothing', async () => {
    const objects = open();
    await storageRoundTrip(objects, never);
    expect(await keysIn(objects)).toEqual([]);
  });

  test('names a store that gives back other bytes, and still cleans up', async () => {
    const objects = open();
    const broken = { ...objects, get: async () => Buffer.from('other') };
    expect(await rejectionOf(storageRoundTrip(broken, never))).toMatchObject({
      ...{ code: 'STORAGE_UNRELIABLE', class: 'needs-user', scope: 'storage' },
    });
    expect(await keysIn(objects)).toEqual([]);
  });

  test('tells why it failed, not that cleaning up failed too', async () => {
    const gone = createLocalStore({ folder: join(temporaryFolder(), 'gone'), createFolder: false });
    expect((await rejectionOf(storageRoundTrip(gone, never))).code).toBe('STORAGE_UNAVAILABLE');
  });

  test('cleans up when it is stopped in the middle', async () => {
    const objects = open();
    const controller = new AbortController();
    const stopped = {
      ...objects,
      put: async (...input: Parameters<ObjectStore['put']>) => {
        await objects.put(...input);
        controller.abort(new Error('enough'));
        controller.signal.throwIfAborted();
      },
    };
    await expect(storageRoundTrip(stopped, controller.signal)).rejects.toThrow('enough');
    expect(await keysIn(objects)).toEqual([]);
  });
});

describe('asking whether something is back', () => {
  const gate = (key: string): Gate => ({ key, hold: 'offline', until: 0, failure: null, since: 0, round: 1 });
  function probe(change: { answers?: () => Promise<boolean>; folder?: string; hasRoom?: boolean } = {}) {
    const models: OpenAiModels = { list: async () => [], answers: change.answers ?? (async () => true) };
    const folder = change.folder ?? join(temporaryFolder(), 'objects');
    const objects = createLocalStore({ folder, createFolder: change.folder === undefined });
    const story: string[] = [];
    const room: DiskRoom = {
      isThere: () => true,
      hasRoom: () => change.hasRoom ?? true,
      relieve: () => false,
      restore: () => void story.push('restored'),
    };
    return { ask: createGateProbe(models, objects, room), story };
  }

  test.each(['provider', 'provider:responses:m'])('%s: the server is asked', async (key) => {
    expect(await probe().ask(gate(key), never)).toBe(true);
    expect(await probe({ answers: async () => false }).ask(gate(key), never)).toBe(false);
    expect(await probe({ answers: () => Promise.reject(new Error('no')) }).ask(gate(key), never)).toBe(false);
  });

  test('storage and disk: something is written and read', async () => {
    const gone = join(temporaryFolder(), 'gone');
    const { ask, story } = probe();
    expect(await ask(gate('storage'), never)).toBe(true);
    expect(story).toEqual(['restored']);
    expect(await probe({ folder: gone }).ask(gate('storage'), never)).toBe(false);
    expect(await probe({ hasRoom: false }).ask(gate('disk'), never)).toBe(false);
  });

  test.each(['stage:export', 'retries', 'flow:ingest'])('%s is not the world’s to say', async (key) => {
    expect(await probe().ask(gate(key), never)).toBe(false);
  });
});

describe('the list of models', () => {
  function list() {
    const clock = createManualClock();
    const asked: unknown[] = [];
    let answer: () => Promise<readonly { id: string; shutdownDate: string | null }[]> = async () => [
      { id: `m${asked.length}`, shutdownDate: null },
    ];
    const models: OpenAiModels = {
      answers: async () => true,
      list: (_signal, credentials) => {
        asked.push(credentials ?? null);
        return answer();
      },
    };
    return {
      clock,
      asked,
      made: createModelList(models, clock),
      fail: () => (answer = () => Promise.reject(new Error('no'))),
    };
  }

  test('is remembered, and asked for again after a day', async () => {
    const { clock, asked, made } = list();
    expect(made.lastSeen()).toEqual([]);
    await made.refresh(never);
    await made.refresh(never);
    expect(made.lastSeen()).toEqual([{ id: 'm1', shutdownDate: null }]);
    await clock.advance(86_400_000);
    await made.refresh(never);
    expect(asked).toHaveLength(2);
    expect(made.lastSeen()).toEqual([{ id: 'm2', shutdownDate: null }]);
  });

  test('of another server that is only tried is not remembered', async () => {
    const { made } = list();
    await made.list(never, { apiKey: 'k', baseUrl: 'http://other.example/v1' });
    expect(made.lastSeen()).toEqual([]);
  });

  test('is asked for again once it was forgotten', async () => {
    const { asked, made } = list();
    await made.refresh(never);
    made.forget();
    expect(made.lastSeen()).toEqual([]);
    await made.refresh(never);
    expect(asked).toHaveLength(2);
  });

  test('stays as it was when the server does not answer', async () => {
    const { clock, made, fail } = list();
    await made.refresh(never);
    fail();
    await clock.advance(86_400_000);
    await made.refresh(never);
    expect(made.lastSeen()).toHaveLength(1);
    await expect(made.list(never)).rejects.toThrow('no');
  });
});

describe('prices', () => {
  function pricing(settings: Partial<Settings> = {}) {
    const folder = temporaryFolder();
    const database = openDatabase(join(folder, 'lectern.db'), {
      backupFolder: folder,
      clock: systemClock,
    });
    onTestFinished(() => database.close());
    const notes = createNotes(database.connection, database.transact);
    const presets = readPresets(resources);
    return {
      notes,
      made: createPricing(resources, notes, () => ({ ...settingDefaults, ...settings }), presets),
    };
  }
  const { choice } = lectureOf('a');
  const hour = 3_600_000;

  test('are the shipped ones until a person saves their own, which are marked as that', () => {
    const { made } = pricing();
    const shipped = readShippedPrices(resources);
    expect(made.prices()).toEqual(shipped);
    expect(made.save(shipped)).toEqual({ ...shipped, edited: true });
    expect(made.prices().edited).toBe(true);
  });

  test('that were saved and cannot be read any more give way to the shipped ones', () => {
    const { made, notes } = pricing();
    for (const damaged of ['{"no":"table"}', 'not json']) {
      notes.write('prices', damaged);
      expect(made.prices()).toEqual(readShippedPrices(resources));
    }
  });

  test('of a recording grow with its length and include its material', () => {
    const { made } = pricing();
    const one = made.forecast(choice, hour, null).microUsd ?? 0;
    const two = made.forecast(choice, 2 * hour, null).microUsd ?? 0;
    // gpt-transcribe costs 4500 µ$ a minute.
    expect(one).toBeGreaterThan(60 * 4_500);
    expect(two).toBeGreaterThan(one + 60 * 4_500 - 1);
  });

  test('are unknown without a length, and for a model that has no price, which is named', () => {
    expect(pricing().made.forecast(choice, null, null)).toEqual({ microUsd: null, unpricedModels: [] });
    const { made } = pricing({ 'transcription.model': 'home-made' });
    expect(made.forecast(choice, hour, null)).toEqual({ microUsd: null, unpricedModels: ['home-made'] });
  });

  test('of making anew: nothing for what asks nobody, less for material than for everything', () => {
    const { made } = pricing();
    const lecture = { ...lectureOf('a', { speechMs: hour }), revision: 1 };
    const price = (stage: 'ingest' | 'transcription' | 'generation' | 'export') =>
      made.forecastReplay(lecture, stage, 9_000) ?? -1;
    expect([price('ingest'), price('export')]).toEqual([0, 0]);
    expect(price('generation')).toBeGreaterThan(0);
    expect(price('transcription')).toBeGreaterThan(price('generation'));
  });
});

test('every number of the queue comes from its setting', () => {
  const numbers = queueNumbers(settingDefaults);
  const changed = queueNumbers({
    ...settingDefaults,
    'jobs.maxAttempts': 1,
    'jobs.failFast': true,
    'probe.capMs': 7,
  });
  expect(numbers).toMatchObject({
    maxAttempts: 8,
    backoffBaseMs: 2_000,
    backoffCapMs: 900_000,
    breakerMinFailures: 5,
  });
  expect(changed).toEqual({ ...numbers, maxAttempts: 1, failFast: true, probeCapMs: 7 });
});
