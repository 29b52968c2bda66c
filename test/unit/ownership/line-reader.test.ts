import { expect, test } from 'vitest';
import { createLineReader } from '../../../main/ownership/line-reader.ts';

function reader(limitBytes: number) {
  const heard: string[] = [];
  const read = createLineReader(limitBytes, {
    onLine: (line) => heard.push(line),
    onTooLong: () => heard.push('TOO LONG'),
  });
  return { heard, read: (text: string | Buffer) => read(Buffer.from(text)) };
}

test('several lines in one chunk are told one by one', () => {
  const { heard, read } = reader(100);
  read('one\ntwo\n\nthree\nfo');
  expect(heard).toEqual(['one', 'two', '', 'three']);
});

test('a line that comes byte by byte is put together, also within a character', () => {
  const { heard, read } = reader(100);
  for (const byte of Buffer.from('größer 🎓\nnext\n')) read(Buffer.from([byte]));
  expect(heard).toEqual(['größer 🎓', 'next']);
});

test('a line of exactly the limit passes, one more byte does not', () => {
  const { heard, read } = reader(5);
  read('12345\n');
  read('123456\nnever\n');
  read('never\n');
  expect(heard).toEqual(['12345', 'TOO LONG']);
});

test('a line without an end is given up as soon as it is over the limit', () => {
  const { heard, read } = reader(5);
  read('1234');
  expect(heard).toEqual([]);
  read('56');
  expect(heard).toEqual(['TOO LONG']);
});
