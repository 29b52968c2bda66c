import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { buildFolder, fingerprint, integrityOf } from '../../../scripts/lib/files.mjs';

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'lectern-files-'));
});

afterEach(async () => {
  await rm(base, { recursive: true });
});

test('a folder whose building fails does not appear, and nothing of it stays', async () => {
  const building = buildFolder(join(base, 'result'), async (draft: string) => {
    await writeFile(join(draft, 'half'), 'x');
    throw new Error('interrupted');
  });

  await expect(building).rejects.toThrow('interrupted');
  expect(await readdir(base)).toEqual([]);
});

test('of two that build the same folder at once both succeed and one result is kept whole', async () => {
  const build = (name: string) => (draft: string) => writeFile(join(draft, 'built-by'), name);

  await Promise.all(['first', 'second'].map((name) => buildFolder(join(base, 'result'), build(name))));

  expect(await readdir(base)).toEqual(['result']);
  expect(await readFile(join(base, 'result/built-by'), 'utf8')).toMatch(/^(first|second)$/);
});

test('a fingerprint changes with a name, a content or an added file, and not with the order of writing', async () => {
  await writeFile(join(base, 'b'), '1');
  await writeFile(join(base, 'a'), '2');
  const original = await fingerprint(base, ['.']);

  await writeFile(join(base, 'a'), '3');
  const changed = await fingerprint(base, ['.']);
  await writeFile(join(base, 'a'), '2');
  const restored = await fingerprint(base, ['.']);
  await writeFile(join(base, 'c'), '');
  const added = await fingerprint(base, ['.']);

  expect(restored).toBe(original);
  expect(new Set([original, changed, added]).size).toBe(3);
});

test('the integrity of a file is written as package managers write it', async () => {
  await writeFile(join(base, 'empty'), '');

  expect(await integrityOf(join(base, 'empty'))).toBe(
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  );
});
