import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerMedia, parseRange } from '../../../main/desktop/media-scheme.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('reading a range', () => {
  test.each([
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=100-', { start: 100, end: 999 }],
    ['bytes=-10', { start: 990, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['bytes=900-99999', { start: 900, end: 999 }],
    ['Bytes=0-0', { start: 0, end: 0 }],
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=5000-6000', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=0-1,5-6', null],
    ['bytes=-', null],
    ['bytes=a-b', null],
    ['lines=0-9', null],
    ['', null],
  ] as const)('%s of a thousand bytes', (header, expected) => {
    expect(parseRange(header, 1000)).toEqual(expected);
  });

  test('no header is the whole', () => {
    expect(parseRange(null, 1000)).toBeNull();
  });

  test('a range never leaves the file, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(100_000), (text, first, last, bytes) => {
        for (const header of [text, `bytes=${first}-${last}`, `bytes=${first}-`, `bytes=-${last}`]) {
          const range = parseRange(header, bytes);
          if (range === null || range === 'unsatisfiable') continue;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThan(bytes);
        }
      }),
    );
  });
});

const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));

function audio(bytes: Buffer = content) {
  const path = join(temporaryFolder(), 'proxy.mp3');
  writeFileSync(path, bytes);
  const asked: string[] = [];
  const answer = (address: string, range?: string) =>
    answerMedia(
      new Request(address, range === undefined ? {} : { headers: { range } }),
      async (lectureId) => {
        asked.push(lectureId);
        return { ok: true, value: { path, mimeType: 'audio/mpeg', bytes: bytes.length } };
      },
    );
  return { path, asked, answer };
}

const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('the whole recording is sent with its type and length, and never kept by the browser', async () => {
  const { answer, asked } = audio();

  const response = await answer('lectern://media/lecture-1?x=1');

  expect(asked).toEqual(['lecture-1']);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toEqual({
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'content-length': '200000',
    'content-type': 'audio/mpeg',
    'x-content-type-options': 'nosniff',
  });
  expect((await bodyOf(response)).equals(content)).toBe(true);
});

test('a part is sent as a part', async () => {
  const response = await audio().answer('lectern://media/l', 'bytes=65530-131080');

  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe('bytes 65530-131080/200000');
  expect(response.headers.get('content-length')).toBe('65551');
  expect((await bodyOf(response)).equals(content.subarray(65_530, 131_081))).toBe(true);
});

test('a part beyond the end is refused with the length', async () => {
  const response = await audio().answer('lectern://media/l', 'bytes=200000-');

  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe('bytes */200000');
});

test('an empty file is an empty answer', async () => {
  const response = await audio(Buffer.alloc(0)).answer('lectern://media/l');

  expect([response.status, (await bodyOf(response)).length]).toEqual([200, 0]);
});

test.each(['lectern://media/', 'lectern://media/%', 'lectern://media/%ff%fe'])(
  'an address that names no lecture is not found: %s',
  async (address) => {
    const { answer, asked } = audio();
    expect((await answer(address)).status).toBe(404);
    expect(asked).toEqual([]);
  },
);

test('a lecture without sound, and a file that has gone, are not found', async () => {
  const failure = { code: 'NO_RECORDING', message: '', remedy: { action: 'none', label: '' } } as const;
  const unknown = await answerMedia(new Request('lectern://media/l'), async () => ({ ok: false, failure }));
  const gone = await answerMedia(new Request('lectern://media/l'), async () => ({
    ok: true,
    value: { path: join(temporaryFolder(), 'gone.mp3'), mimeType: 'audio/mpeg', bytes: 10 },
  }));

  expect([unknown.status, gone.status]).toEqual([404, 404]);
});

test('the file is closed when the player lets go in the middle', async () => {
  const { path, answer } = audio(Buffer.alloc(8_000_000));
  const response = await answer('lectern://media/l');
  const reader = response.body?.getReader();
  await reader?.read();
  expect(isOpenHere(path)).toBe(true);

  await reader?.cancel();

  await expect(waitFor('the file is closed', () => !isOpenHere(path))).resolves.toBe(true);
});

/** Whether this process holds the file open, as the system's own table says. */
function isOpenHere(path: string): boolean {
  return readdirSync('/proc/self/fd').some((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`) === path;
    } catch {
      return false;
    }
  });
}
