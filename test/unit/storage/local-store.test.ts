import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLocalStore } from '../../../main/storage/local-store.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { contentOf } from '../../support/storage/content.ts';
import { putAsOrdinaryUser, putInNamespace } from '../../support/storage/put-in-child.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { signal } = new AbortController();

describe('a local store', () => {
  test('keeps its files and folders to this user', async () => {
    const folder = path.join(temporaryFolder(), 'objects');
    const store = createLocalStore({ folder, createFolder: true });
    const { key, bytes, expected } = contentOf('private');
    await store.put(key, bytes, expected, signal);
    expect(statSync(path.join(folder, key)).mode & 0o777).toBe(0o600);
    for (const inner of ['.', '.incoming', 'lectures', path.dirname(key)]) {
      expect(statSync(path.join(folder, inner)).mode & 0o777).toBe(0o700);
    }
  });

  test('removes what an earlier run left unfinished, and not what another is writing now', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, '.incoming'));
    const old = path.join(folder, '.incoming', 'old');
    const young = path.join(folder, '.incoming', 'young');
    writeFileSync(old, 'x');
    utimesSync(old, 1, 1);
    writeFileSync(young, 'x');
    utimesSync(young, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    const { key, bytes, expected } = contentOf('first');
    await createLocalStore({ folder, createFolder: true }).put(key, bytes, expected, signal);
    expect(readdirSync(path.join(folder, '.incoming'))).toEqual(['young']);
  });

  test('leaves no unfinished file when a put fails', async () => {
    const folder = temporaryFolder();
    const store = createLocalStore({ folder, createFolder: true });
    const { key, bytes } = contentOf('right');
    await rejectionOf(store.put(key, bytes, contentOf('wrong').expected, signal));
    expect(readdirSync(path.join(folder, '.incoming'))).toEqual([]);
  });

  test('takes a file on the same disk without copying it', async () => {
    const home = temporaryFolder();
    const store = createLocalStore({ folder: path.join(home, 'objects'), createFolder: true });
    const file = path.join(home, 'staged');
    const { key, bytes, expected } = contentOf('staged');
    writeFileSync(file, bytes, { mode: 0o644 });
    await store.put(key, { path: file, take: true }, expected, signal);
    const taken = statSync(path.join(home, 'objects', key));
    expect(taken.ino).toBe(statSync(file).ino);
    expect(taken.mode & 0o777).toBe(0o600);
  });

  test('does not touch the disk before it is used', () => {
    const folder = path.join(temporaryFolder(), 'objects');
    createLocalStore({ folder, createFolder: true });
    expect(existsSync(folder)).toBe(false);
  });

  test('is unavailable, not empty, when its folder is gone, and works again when it is back', async () => {
    const folder = path.join(temporaryFolder(), 'objects');
    const store = createLocalStore({ folder, createFolder: true });
    const { key, bytes, expected } = contentOf('kept');
    await store.put(key, bytes, expected, signal);
    renameSync(folder, `${folder}-away`);
    const other = contentOf('other');
    const attempts: (() => Promise<unknown>)[] = [
      () => store.put(other.key, other.bytes, other.expected, signal),
      () => store.get(key, signal),
      () => store.size(key, signal),
      () => store.localPath(key, signal),
      () => store.list('', signal)[Symbol.asyncIterator]().next(),
      () => store.freeBytes(),
    ];
    for (const attempt of attempts) {
      expect(await rejectionOf(attempt())).toMatchObject({
        ...{ code: 'STORAGE_UNAVAILABLE', class: 'needs-user', scope: 'storage' },
        remedy: { action: 'try-now' },
      });
    }
    expect(existsSync(folder)).toBe(false);
    renameSync(`${folder}-away`, folder);
    rmSync(path.join(folder, '.incoming'), { recursive: true });
    await store.put(other.key, other.bytes, other.expected, signal);
    expect(await store.get(key, signal)).toEqual(bytes);
  });

  test('never makes a folder that a person chose', async () => {
    const folder = path.join(temporaryFolder(), 'unplugged');
    const store = createLocalStore({ folder, createFolder: false });
    const { key, bytes, expected } = contentOf('x');
    expect((await rejectionOf(store.put(key, bytes, expected, signal))).code).toBe('STORAGE_UNAVAILABLE');
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
    await store.put(key, bytes, expected, signal);
    expect(await store.size(key, signal)).toBe(1);
  });

  test('does not list links, hidden files or anything that is not a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, '.hidden'), 'x');
    writeFileSync(path.join(folder, 'seen'), 'x');
    const keys = [];
    const store = createLocalStore({ folder, createFolder: true });
    for await (const listed of store.list('', signal)) keys.push(listed);
    expect(keys).toEqual([{ key: 'seen', bytes: 1 }]);
  });
});

describe('a local store on a disk that refuses', () => {
  test('says that a full disk is full', async () => {
    const folder = temporaryFolder();
    const prepare = 'mount -t tmpfs -o size=2m tmpfs "$STORE"';
    expect(await putInNamespace({ folder, mebibytes: 1, prepare })).toBeNull();
    expect(await putInNamespace({ folder, mebibytes: 4, prepare })).toBe('STORAGE_FULL');
  });

  test('copies a file that is given to it from another disk', async () => {
    const prepare = 'mount -t tmpfs tmpfs "$STORE"';
    expect(await putInNamespace({ folder: temporaryFolder(), mebibytes: 3, prepare, take: true })).toBeNull();
  });

  test('says that a read-only disk is read-only', async () => {
    const prepare =
      'mount -t tmpfs tmpfs "$STORE" && mkdir "$STORE/.incoming" && mount -o remount,ro "$STORE"';
    expect(await putInNamespace({ folder: temporaryFolder(), mebibytes: 1, prepare })).toBe(
      'STORAGE_READ_ONLY',
    );
  });

  test('says that it is not allowed in', async () => {
    const folder = temporaryFolder();
    const store = path.join(folder, 'store');
    mkdirSync(store, { mode: 0o555 });
    expect(await putAsOrdinaryUser(folder, store)).toBe('STORAGE_DENIED');
  });
});
