import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSecretFile, withSecret, writeSecretFile } from '../../../main/desktop/secret-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const secrets = { 'provider.apiKey': { place: 'file', value: 'sk-test' } } as const;

test('what was written is read back, by its owner only', async () => {
  const path = join(temporaryFolder(), 'secrets.json');

  await writeSecretFile(path, secrets);

  expect(readSecretFile(path)).toEqual(secrets);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file that others could read is private again after the next writing', async () => {
  const path = join(temporaryFolder(), 'secrets.json');
  writeFileSync(path, '{}', { mode: 0o644 });
  chmodSync(path, 0o644);

  await writeSecretFile(path, secrets);

  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('writing replaces the file in one step and leaves nothing beside it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'secrets.json');
  await writeSecretFile(path, secrets);
  const before = statSync(path).ino;

  await writeSecretFile(path, {});

  expect(statSync(path).ino).not.toBe(before);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
});

test('a half written file of a dead process is no obstacle', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'secrets.json');
  writeFileSync(`${path}.${process.pid}.new`, 'half');

  await writeSecretFile(path, secrets);

  expect(readSecretFile(path)).toEqual(secrets);
  expect(readdirSync(folder)).toEqual(['secrets.json']);
});

test('a writing that fails leaves the old file and no key under another name', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'secrets.json');
  mkdirSync(join(path, 'in the way'), { recursive: true });

  await expect(writeSecretFile(path, secrets)).rejects.toThrow();

  expect(readdirSync(folder)).toEqual(['secrets.json']);
});

test.each([
  '',
  '{',
  '[]',
  'null',
  '{"provider.apiKey":"plain"}',
  '{"provider.apiKey":{"place":"moon","value":"x"}}',
])('a damaged file holds no secrets and is not touched by reading: %s', (text) => {
  const path = join(temporaryFolder(), 'secrets.json');
  writeFileSync(path, text);
  expect(readSecretFile(path)).toEqual({});
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a file that is not there holds no secrets', () => {
  expect(readSecretFile(join(temporaryFolder(), 'secrets.json'))).toEqual({});
});

test('a secret is exchanged or taken out without changing the others', () => {
  const changed = withSecret(secrets, 'provider.apiKey', { place: 'keychain', value: 'eA==' });

  expect(changed).toEqual({ 'provider.apiKey': { place: 'keychain', value: 'eA==' } });
  expect(withSecret(changed, 'provider.apiKey', null)).toEqual({});
  expect(secrets['provider.apiKey'].value).toBe('sk-test');
});
