import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readKey } from '../../../main/cli/read-key.ts';
import { rejectionOf } from '../../support/failure-of.ts';

test.each([
  [['sk-test-123']],
  [['sk-test-123\n']],
  [['  sk-test-123 \r\n']],
  [['sk-', 'test', '-123\nsecond line']],
])('the key is the first line, without space around it: %j', async (chunks) => {
  expect(await readKey(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))).toBe('sk-test-123');
});

test('a terminal that stays open does not keep the key from being read', async () => {
  const stream = new Readable({ read: () => undefined });
  stream.push('sk-test-123\n');
  expect(await readKey(stream)).toBe('sk-test-123');
});

test.each([[''], ['\n'], ['   \n'], ['two words\n'], ['schlüssel\n'], ['x'.repeat(5000)]])(
  'what cannot be a key is refused without being repeated: %j',
  async (text) => {
    const failure = await rejectionOf(readKey(Readable.from([text])));
    expect(failure.code).toBe('USAGE');
    if (text.trim() !== '') expect(failure.message).not.toContain(text.trim());
  },
);
