import { usageError } from './context.ts';

/** Longer than any key. Characters. */
const KEY_LIMIT = 4096;

/** Reads a key from a stream: its first line, without the space around it. Throws `USAGE` when that is no key. */
export async function readKey(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk.toString();
    if (text.includes('\n') || text.length > KEY_LIMIT) break;
  }
  const key = (text.split('\n')[0] ?? '').trim();
  if (key === '') throw usageError('There is no key on standard input.');
  if (key.length > KEY_LIMIT || !/^[\x21-\x7e]+$/.test(key)) {
    throw usageError('What stands on standard input is no key.');
  }
  return key;
}
