import { expect, test } from 'vitest';
import { exitCodeOf, table, writeFailure, writeResult } from '../../../main/cli/output.ts';
import { failureNamed } from '../../support/cli/cli-views.ts';
import { keepingTerminal } from '../../support/cli/run-words.ts';

test.each([
  [1, ['MEDIA_UNREADABLE', 'INTERNAL_ERROR', 'LECTURE_NOT_FOUND', 'DISK_FULL']],
  [
    2,
    [
      'USAGE',
      'SETTINGS_INVALID',
      'SETTING_UNKNOWN',
      'FORMAT_NOT_AVAILABLE',
      'PRESET_UNKNOWN',
      'INPUT_INVALID',
    ],
  ],
  [3, ['KEY_NOT_AVAILABLE', 'READ_ONLY', 'HOME_IN_USE', 'HOME_NOT_WRITABLE', 'COST_CEILING', 'COST_UNKNOWN']],
  [3, ['STAGE_PAUSED', 'JOB_HELD', 'STORAGE_UNAVAILABLE']],
  [3, ['OWNER_GONE', 'OWNER_CLOSING', 'OWNER_NOT_ANSWERING', 'OWNER_OTHER_VERSION', 'DOOR_NOT_PRIVATE']],
])('exit code %i', (exitCode, codes) => {
  expect(codes.map((code) => exitCodeOf(failureNamed(code)))).toEqual(codes.map(() => exitCode));
});

test('a result is text for people or one document, never both', () => {
  const result = { document: { lectures: [] }, text: 'Nothing to do.', exitCode: 3 };
  const plain = keepingTerminal();
  expect(writeResult(plain, result, false)).toBe(3);
  expect(plain.written).toEqual({ out: 'Nothing to do.\n', err: '' });
  const json = keepingTerminal();
  writeResult(json, result, true);
  expect(json.written).toEqual({ out: '{\n  "lectures": []\n}\n', err: '' });
});

test('a failure is said on standard error, or is the one document', () => {
  const failure = { ...failureNamed('DISK_FULL'), detail: 'never shown' };
  const plain = keepingTerminal();
  expect(writeFailure(plain, failure, false)).toBe(1);
  expect(plain.written).toEqual({ out: '', err: 'This is DISK_FULL. (DISK_FULL)\nWhat to do: Try again.\n' });
  const json = keepingTerminal();
  writeFailure(json, failure, true);
  expect(JSON.parse(json.written.out)).toEqual({ error: failureNamed('DISK_FULL') });
  expect(json.written.err).toBe('');
});

test('a failure without a remedy gives no advice', () => {
  const terminal = keepingTerminal();
  writeFailure(terminal, { code: 'X', message: 'No.', remedy: { action: 'none', label: 'Nothing' } }, false);
  expect(terminal.written.err).toBe('No. (X)\n');
});

test('columns are as wide as their widest cell and lines have no space at the end', () => {
  expect(
    table([
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toBe('a    bb  c\naaa  b');
  expect(table([])).toBe('');
});
