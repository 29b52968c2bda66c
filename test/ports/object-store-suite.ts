import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../main/pipeline/store-port.ts';
import { rejectionOf } from '../support/failure-of.ts';
import { contentOf, writeLargeFile } from '../support/storage/content.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** One store under test and what the suite must be able to do to it. */
export interface ObjectStoreHarness {
  readonly store: ObjectStore;
  /** The same objects, seen by a process that has just started. */
  restart(): ObjectStore;
  /** Kills a process while it puts the file under the key. */
  interruptPut(
    key: string,
    file: string,
    expected: { readonly sha256: string; readonly bytes: number },
  ): Promise<void>;
  dispose(): Promise<void> | void;
}

/** Most memory a streamed put may add, whatever the size of the object. */
const FLAT_MEMORY_BYTES = 24 * 1_048_576;

/** Holds an implementation to the text of `ObjectStore` in main/pipeline/store-port.ts. */
export function objectStoreSuite(name: string, open: () => Promise<ObjectStoreHarness>): void {
  describe(`${name} is an object store that`, () => {
    const { signal } = new AbortController();
    let harness: ObjectStoreHarness;
    let store: ObjectStore;

    beforeEach(async () => {
      harness = await open();
      store = harness.store;
    });
    afterEach(async () => harness.dispose());

    async function keysBelow(prefix: string, from = store): Promise<string[]> {
      const keys: string[] = [];
      for await (const { key } of from.list(prefix, signal)) keys.push(key);
      return keys;
    }

    test('gives back the bytes that were put, also after a restart', async () => {
      const { key, bytes, expected } = contentOf('Ἡ ἐντροπία 🙂');
      await store.put(key, bytes, expected, signal);
      for (const seen of [store, harness.restart()]) {
        expect(await seen.get(key, signal)).toEqual(bytes);
        expect(await seen.size(key, signal)).toBe(bytes.length);
        expect(readFileSync(await seen.localPath(key, signal))).toEqual(bytes);
      }
    });

    test('says where it is', () => {
      expect(store.describe()).not.toBe('');
      expect(['local', 's3']).toContain(store.kind);
    });

    test('is empty, not out of order, before anything was put', async () => {
      expect(await keysBelow('')).toEqual([]);
      expect(await store.size(contentOf('x').key, signal)).toBeNull();
      expect((await rejectionOf(store.get(contentOf('x').key, signal))).code).toBe('OBJECT_MISSING');
    });

    test('takes an object of no bytes', async () => {
      const { key, bytes, expected } = contentOf('');
      await store.put(key, bytes, expected, signal);
      expect(await store.size(key, signal)).toBe(0);
      expect(await store.get(key, signal)).toEqual(bytes);
    });

    test('takes the same bytes again and changes nothing', async () => {
      const { key, bytes, expected } = contentOf('same');
      await store.put(key, bytes, expected, signal);
      await store.put(key, bytes, expected, signal);
      expect(await keysBelow('')).toEqual([key]);
    });

    test('refuses other bytes under a key that is taken, of any length', async () => {
      const first = contentOf('first');
      await store.put(first.key, first.bytes, first.expected, signal);
      for (const text of ['other', 'a longer one']) {
        const { bytes, expected } = contentOf(text);
        const failure = await rejectionOf(store.put(first.key, bytes, expected, signal));
        expect(failure.code).toBe('OBJECT_EXISTS');
      }
      expect(await store.get(first.key, signal)).toEqual(first.bytes);
    });

    test('takes the same key from several callers at once', async () => {
      const { key, bytes, expected } = contentOf('x'.repeat(100_000));
      await Promise.all(Array.from({ length: 8 }, () => store.put(key, bytes, expected, signal)));
      expect(await store.get(key, signal)).toEqual(bytes);
      expect(await keysBelow('')).toEqual([key]);
    });

    test('lets exactly one of several callers with different bytes have a key', async () => {
      const { key } = contentOf('key');
      const outcomes = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((text) => {
          const { bytes, expected } = contentOf(text.repeat(50_000));
          return store.put(key, bytes, expected, signal);
        }),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await store.get(key, signal)).length).toBe(50_000);
    });

    test('refuses bytes that are not the ones announced and keeps none of them', async () => {
      const { key, bytes } = contentOf('right');
      const { expected } = contentOf('wrong');
      expect((await rejectionOf(store.put(key, bytes, expected, signal))).code).toBe('SOURCE_CHANGED');
      expect(await store.size(key, signal)).toBeNull();
    });

    test('refuses a file that is not there', async () => {
      const { key, expected } = contentOf('x');
      const put = store.put(key, { path: path.join(temporaryFolder(), 'none') }, expected, signal);
      expect((await rejectionOf(put)).code).toBe('SOURCE_UNREADABLE');
    });

    test('copies 100 MB from a file without holding them in memory', async () => {
      const file = path.join(temporaryFolder(), 'large');
      const expected = writeLargeFile(file, 100);
      const key = `lectures/l1/source/1-${expected.sha256}.bin`;
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 2);
      await store.put(key, { path: file }, expected, signal);
      clearInterval(watch);
      expect(most - before).toBeLessThan(FLAT_MEMORY_BYTES);
      expect(await store.size(key, signal)).toBe(expected.bytes);
      rmSync(file);
      expect(readFileSync(await store.localPath(key, signal)).length).toBe(expected.bytes);
    });

    test('takes a file that is given to it, and keeps it when the giver cleans up', async () => {
      const file = path.join(temporaryFolder(), 'own');
      const { key, bytes, expected } = contentOf('given away');
      writeFileSync(file, bytes);
      await store.put(key, { path: file, take: true }, expected, signal);
      rmSync(file, { force: true });
      expect(await store.get(key, signal)).toEqual(bytes);
      writeFileSync(file, 'longer than that');
      const other = contentOf('another');
      const put = store.put(other.key, { path: file, take: true }, other.expected, signal);
      expect((await rejectionOf(put)).code).toBe('SOURCE_CHANGED');
      expect(await keysBelow('')).toEqual([key]);
    });

    test('answers OBJECT_MISSING for what is not there, and null for its size', async () => {
      const { key } = contentOf('missing');
      expect((await rejectionOf(store.get(key, signal))).code).toBe('OBJECT_MISSING');
      expect((await rejectionOf(store.localPath(key, signal))).code).toBe('OBJECT_MISSING');
      expect(await store.size(key, signal)).toBeNull();
    });

    test('lists keys below a prefix in their order, wherever the prefix ends', async () => {
      const contents = ['a', 'a-b', 'ab', 'b'].flatMap((id) => [contentOf('1', id), contentOf('2', id)]);
      for (const { key, bytes, expected } of contents) await store.put(key, bytes, expected, signal);
      const keys = contents.map(({ key }) => key).toSorted((a, b) => (a < b ? -1 : 1));
      expect(await keysBelow('')).toEqual(keys);
      expect(await keysBelow('lectures/a')).toEqual(keys.filter((key) => key.startsWith('lectures/a')));
      expect(await keysBelow('lectures/a/')).toEqual(keys.filter((key) => key.startsWith('lectures/a/')));
      expect(await keysBelow('lectures/c')).toEqual([]);
    });

    test('removes an object, and one that is not there', async () => {
      const { key, bytes, expected } = contentOf('gone');
      await store.put(key, bytes, expected, signal);
      await store.remove(key, signal);
      await store.remove(key, signal);
      expect(await store.size(key, signal)).toBeNull();
      expect(await keysBelow('')).toEqual([]);
      await store.put(key, bytes, expected, signal);
      expect(await keysBelow('')).toEqual([key]);
    });

    test('puts while the last object beside it is being removed', async () => {
      const contents = Array.from({ length: 30 }, (_, index) => contentOf(`${index}`));
      await Promise.all(
        contents.map(async ({ key, bytes, expected }) => {
          await store.put(key, bytes, expected, signal);
          await store.remove(key, signal);
        }),
      );
      expect(await keysBelow('')).toEqual([]);
    });

    test('stops when it is told to and leaves nothing behind', async () => {
      const controller = new AbortController();
      controller.abort(new Error('stopped'));
      const { key, bytes, expected } = contentOf('never');
      await expect(store.put(key, bytes, expected, controller.signal)).rejects.toThrow('stopped');
      expect(await keysBelow('')).toEqual([]);
    });

    test(
      'shows nothing of a put that a crash cut short, and takes it again',
      { timeout: 60_000 },
      async () => {
        const folder = temporaryFolder();
        mkdirSync(folder, { recursive: true });
        const file = path.join(folder, 'large');
        const expected = writeLargeFile(file, 200);
        const key = `lectures/l1/source/1-${expected.sha256}.bin`;
        await harness.interruptPut(key, file, expected);
        const restarted = harness.restart();
        expect(await restarted.size(key, signal)).toBeNull();
        expect(await keysBelow('', restarted)).toEqual([]);
        writeFileSync(file, 'small');
        const small = contentOf('small');
        await restarted.put(small.key, { path: file }, small.expected, signal);
        expect(await keysBelow('', restarted)).toEqual([small.key]);
      },
    );

    test('knows its free bytes, or says that they have no meaning', async () => {
      const free = await store.freeBytes();
      expect(free === null || free > 0).toBe(true);
    });

    test.for([
      '../outside',
      '/etc/passwd',
      'lectures/../../x',
      'lectures//x',
      'lectures/./x',
      'lectures/a\\b',
      'lectures/.hidden',
      'lectures/end.',
      'lectures/nul',
      'lectures/aux.json',
      'lectures/a:b',
      'lectures/UPPER',
      'lectures/a\u0000b',
      '',
    ])('refuses the key %j', async (key) => {
      const { bytes, expected } = contentOf('x');
      await expect(store.put(key, bytes, expected, signal)).rejects.toThrow('Not a safe key');
      await expect(store.get(key, signal)).rejects.toThrow('Not a safe key');
      await expect(store.remove(key, signal)).rejects.toThrow('Not a safe key');
    });
  });
}
