import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog, redact } from '../../../main/lib/log.ts';
import { LecternError } from '../../../main/lib/failure.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const read = (folder: string): unknown[] =>
  readFileSync(join(folder, 'lectern.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('writes one JSON object a line, readable by its owner only', () => {
  const folder = temporaryFolder();
  const log = openLog(folder, () => 0);

  log.note('started', { kind: 'app' });
  log.note('stopped');

  expect(read(folder)).toEqual([
    { at: '1970-01-01T00:00:00.000Z', level: 'info', event: 'started', kind: 'app' },
    { at: '1970-01-01T00:00:00.000Z', level: 'info', event: 'stopped' },
  ]);
  expect(statSync(join(folder, 'lectern.log')).mode & 0o077).toBe(0);
});

test('says of an error where it came from, and nothing of what it carries', () => {
  const folder = temporaryFolder();
  const log = openLog(folder, () => 0);

  log.error(new TypeError('Cannot read "the professor said something private"'));
  log.error(
    new LecternError({
      code: 'KEY_REFUSED',
      message: 'The server refused the key.',
      remedy: { action: 'enter-key', label: 'Enter a key' },
      class: 'needs-user',
    }),
  );

  const text = readFileSync(join(folder, 'lectern.log'), 'utf8');
  expect(text).not.toContain('private');
  expect(read(folder)[0]).toMatchObject({
    kind: 'TypeError',
    places: expect.arrayContaining([expect.stringContaining('log.test')]) as unknown,
  });
  expect(read(folder)[1]).toMatchObject({ code: 'KEY_REFUSED' });
});

test.each([
  ['sk-proj-abcdef0123456789', 'sk-…'],
  ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer …'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA…'],
])('never writes a key: %s', (line, expected) => {
  expect(redact(line)).toBe(expected);
});

test('starts a new file when one is full, and keeps five', () => {
  const folder = temporaryFolder();
  const log = openLog(folder, () => 0);
  const long = 'x'.repeat(1024 * 1024);

  for (let round = 0; round < 24; round += 1) log.note('filler', { long });

  expect(readdirSync(folder).toSorted()).toEqual([
    'lectern.log',
    ...[1, 2, 3, 4, 5].map((index) => `lectern.log.${index}`),
  ]);
});
