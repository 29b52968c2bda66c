import { execFile } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../main/lib/hash-file.ts';
import { LecternError } from '../../../main/lib/failure.ts';
import { copySource } from '../../../main/pipeline/ingest/copy-source.ts';
import { diskFailure } from '../../../main/pipeline/ingest/disk-failure.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { writeLargeFile } from '../../support/storage/content.ts';
import { runInNamespace } from '../../support/storage/put-in-child.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = new AbortController().signal;
const copyScript = fileURLToPath(new URL('../../support/storage/copy-file.ts', import.meta.url));

function files(mebibytes = 3) {
  const folder = temporaryFolder();
  const from = join(folder, 'from.mp3');
  return { from, to: join(folder, 'to'), ...writeLargeFile(from, mebibytes) };
}

test('the copy has the same bytes, is hashed on the way and is for this user alone', async () => {
  const { from, to, sha256: hash, bytes } = files();
  const seen: number[] = [];

  const copied = await copySource(from, to, (count) => seen.push(count), never);

  expect(copied).toEqual({ path: to, sha256: hash, bytes, isOwn: true });
  expect(sha256(readFileSync(to))).toBe(hash);
  expect(statSync(to).mode & 0o777).toBe(0o600);
  expect(seen.at(-1)).toBe(bytes);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

test('a longer copy of an earlier try is replaced whole', async () => {
  const { from, to, bytes } = files(1);
  writeFileSync(to, Buffer.alloc(bytes * 2));

  await copySource(from, to, () => undefined, never);

  expect(statSync(to).size).toBe(bytes);
});

test.each([
  ['grows', (path: string) => appendFileSync(path, 'more')],
  ['shrinks', (path: string) => truncateSync(path, 1_500_000)],
  ['is written over', (path: string) => utimesSync(path, new Date(), new Date(Date.now() + 5_000))],
])('a recording that %s while it is copied is tried again later', async (_how, change) => {
  const { from, to } = files(8);
  let isChanged = false;
  const onBytes = () => {
    if (!isChanged) change(from);
    isChanged = true;
  };

  expect(await rejectionOf(copySource(from, to, onBytes, never))).toMatchObject({
    ...{ code: 'SOURCE_CHANGED', class: 'retryable' },
  });
});

test('stopping rejects with the reason of the one who stopped', async () => {
  const { from, to } = files(8);
  const controller = new AbortController();
  const reason = new Error('cancelled by a person');

  const copying = copySource(from, to, () => controller.abort(reason), controller.signal);

  await expect(copying).rejects.toBe(reason);
});

test('a recording that is not there is named as such, and nothing is written', async () => {
  const to = join(temporaryFolder(), 'to');
  expect(await rejectionOf(copySource('/nowhere/at/all.mp3', to, () => undefined, never))).toMatchObject({
    ...{ code: 'SOURCE_MISSING', class: 'needs-user', remedy: { action: 'try-now' } },
  });
  expect(existsSync(to)).toBe(false);
});

test('a recording that may not be read is named as such, by somebody who is not root', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o777);
  const file = join(folder, 'private.mp3');
  writeFileSync(file, 'sound', { mode: 0o600 });
  chmodSync(file, 0);
  const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

  const { stdout } = await promisify(execFile)(process.execPath, [copyScript, folder, file], identity);

  expect(JSON.parse(stdout)).toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

describe('the disk that is written to', () => {
  const copyWith = (prepare: string) => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeLargeFile(file, 4);
    return runInNamespace(folder, prepare, `"${copyScript}" "$STORE" "${file}"`);
  };

  test('being full is told as that', async () => {
    expect(await copyWith('mount -t tmpfs -o size=1m none "$STORE"')).toBe('STORAGE_FULL');
  });

  test('being read-only is told as that', async () => {
    expect(await copyWith('mount -t tmpfs -o ro none "$STORE"')).toBe('STORAGE_READ_ONLY');
  });

  test('having room is enough', async () => {
    expect(await copyWith('mount -t tmpfs -o size=16m none "$STORE"')).toBeNull();
  });
});

describe('whose fault an error of the file system is', () => {
  const error = (code: string, more: object) => Object.assign(new Error(code), { code, ...more });

  test.each([
    ['ENOENT', { path: '/a.mp3', syscall: 'open' }, 'SOURCE_MISSING'],
    ['EACCES', { path: '/a.mp3', syscall: 'open' }, 'SOURCE_UNREADABLE'],
    ['EIO', { syscall: 'read' }, 'SOURCE_UNREADABLE'],
    ['EISDIR', { syscall: 'read' }, 'SOURCE_UNREADABLE'],
    ['ESTALE', { path: '/a.mp3', syscall: 'stat' }, 'SOURCE_UNREADABLE'],
    ['ENOENT', { path: '/home/staging/x', syscall: 'open' }, 'STORAGE_READ_ONLY'],
    ['EIO', { syscall: 'write' }, 'STORAGE_READ_ONLY'],
    ['EEXIST', { path: '/home/staging', syscall: 'mkdir' }, 'STORAGE_READ_ONLY'],
    ['EDQUOT', { syscall: 'write' }, 'STORAGE_FULL'],
  ])('%s %o', (code, more, expected) => {
    const failure = diskFailure(error(code, more), '/a.mp3');
    expect(failure instanceof LecternError && failure.failure.code).toBe(expected);
  });

  test('what is none is handed on as it is', () => {
    const bug = new TypeError('a bug');
    const strange = error('ERR_STREAM_DESTROYED', {});
    expect([diskFailure(bug, null), diskFailure(strange, null)]).toEqual([bug, strange]);
  });
});
