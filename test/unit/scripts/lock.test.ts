import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lectern-lock-'));
  vi.stubEnv('LECTERN_CACHE', cache);
  vi.resetModules();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  await rm(cache, { recursive: true });
});

test('two pieces of work under one lock never overlap', async () => {
  const { withLock } = await import('../../../scripts/lib/lock.mjs');
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await readdir(cache);
    log.push(`${name} ends`);
  };

  await Promise.all([withLock('build', work('one')), withLock('build', work('two'))]);

  expect(log[1]?.split(' ')[0]).toBe(log[0]?.split(' ')[0]);
  expect(log).toHaveLength(4);
});

test('a lock is given back when the work fails', async () => {
  const { withLock } = await import('../../../scripts/lib/lock.mjs');

  await expect(withLock('build', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');

  expect(await readdir(join(cache, 'locks'))).toEqual([]);
});

test('a lock left behind by a process that is gone is taken over', async () => {
  const { withLock } = await import('../../../scripts/lib/lock.mjs');
  let folder = '';
  await withLock('build', async () => {
    folder = join(cache, 'locks', (await readdir(join(cache, 'locks')))[0] ?? '');
  });
  await mkdir(folder);
  await writeFile(join(folder, 'pid'), String(spawnSync(process.execPath, ['--version']).pid));

  expect(await withLock('build', () => Promise.resolve('done'))).toBe('done');
});
