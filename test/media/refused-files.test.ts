import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { encodeAudio, runFfmpeg } from '../support/audio/encode.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { rejectionOf } from '../support/failure-of.ts';
import { decodeWithoutPowers } from '../support/media/decode-in-child.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const engine = createRealMediaEngine();
let folder: string;
let out: string;
let wav: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-refused-'));
  out = await mkdtemp(join(tmpdir(), 'lectern-refused-out-'));
  wav = join(folder, 'ruler.wav');
  await writeRuler(wav, { durationMs: 10_000 });
});

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
  await rm(out, { recursive: true });
});

/** What `probe` and `decode` say about a file; both must refuse, with the same code. */
async function codeOf(path: string): Promise<string> {
  const probed = await rejectionOf(engine.probe(path, NEVER_ABORTED));
  expect(await decodeCode(path)).toBe(probed.code);
  expect(probed.message).toMatch(/^[A-Z].*\.$/);
  expect(probed.class).toBe('fatal');
  return probed.code;
}

async function decodeCode(path: string): Promise<string> {
  const paths = { pcmPath: join(out, 'a.pcm'), proxyPath: join(out, 'a.mp3') };
  const failure = await rejectionOf(
    engine.decode({ path, ...paths, onProgress: () => undefined, signal: NEVER_ABORTED }),
  );
  expect(await readdir(out)).toEqual([]);
  return failure.code;
}

async function fileWith(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('files that are no usable recording', () => {
  it('empty', async () => {
    expect(await codeOf(await fileWith('empty.mp3', ''))).toBe('AUDIO_EMPTY_FILE');
  });

  it('random bytes', async () => {
    for (const bytes of [1, 500, 100_000, 3_000_000]) {
      const content = randomBytes(bytes);
      content[0] = 0x01;
      expect(await codeOf(await fileWith('random.mp3', content))).toBe('AUDIO_UNREADABLE');
    }
  });

  it('zeros', async () => {
    expect(await codeOf(await fileWith('zeros.mp4', Buffer.alloc(1_000_000)))).toBe('AUDIO_UNREADABLE');
  });

  it('text and a web page', async () => {
    expect(await codeOf(await fileWith('text.mp3', 'Dear students,\n'.repeat(500)))).toBe('AUDIO_IS_TEXT');
    expect(await codeOf(await fileWith('page.mp3', '<!doctype html><title>Sign in</title>'))).toBe(
      'AUDIO_IS_WEB_PAGE',
    );
  });

  it.each(['m4a-64k', 'flac', 'opus-16k', 'wma', 'webm-opus'] as const)(
    'the head of a %s file',
    async (encoding) => {
      const whole = join(folder, 'whole');
      await encodeAudio(wav, whole, encoding);
      const head = (await readFile(whole)).subarray(0, 30);

      expect(await codeOf(await fileWith('head.bin', head))).toBe('AUDIO_DAMAGED');
    },
  );

  it('an MP4 file whose end, with the index, was cut off', async () => {
    const whole = join(folder, 'whole.m4a');
    await encodeAudio(wav, whole, 'm4a-64k');
    const content = await readFile(whole);

    const path = await fileWith('cut.m4a', content.subarray(0, content.length / 2));
    expect(await codeOf(path)).toBe('AUDIO_DAMAGED');
  });

  it('video without sound', async () => {
    const path = join(folder, 'mute.mp4');
    await runFfmpeg(['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5:duration=2', path]);

    expect(await codeOf(path)).toBe('AUDIO_NO_TRACK');
  });

  it('an encrypted MP4 file', async () => {
    const path = join(folder, 'encrypted.mp4');
    const key = '00112233445566778899aabbccddeeff';
    const scheme = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', key, '-encryption_kid', key];
    await runFfmpeg(['-i', wav, '-c:a', 'aac', ...scheme, path]);

    expect(await codeOf(path)).toBe('AUDIO_ENCRYPTED');
  });

  it('missing, and a folder', async () => {
    expect(await codeOf(join(folder, 'gone.mp3'))).toBe('AUDIO_FILE_MISSING');
    expect(await codeOf(folder)).toBe('AUDIO_IS_FOLDER');
  });

  it('no permission', async () => {
    const path = await fileWith('locked.mp3', await readFile(wav));
    await chmod(path, 0);

    expect(await decodeWithoutPowers(out, path)).toEqual({ code: 'AUDIO_NO_PERMISSION', left: [] });
  });

  it('sound of no length, and of a twentieth of a second', async () => {
    const none = join(folder, 'none.wav');
    const short = join(folder, 'short.wav');
    await runFfmpeg(['-i', wav, '-t', '0', none]);
    await runFfmpeg(['-i', wav, '-t', '0.05', short]);

    expect(await decodeCode(none)).toBe('AUDIO_ZERO_LENGTH');
    expect(await decodeCode(short)).toBe('AUDIO_TOO_SHORT');
  });

  it.each([
    ['an HLS playlist', 'list.m3u8', (target: string) => `#EXTM3U\n#EXTINF:10,\n${target}\n#EXT-X-ENDLIST\n`],
    ['a concat script', 'list.mp3', (target: string) => `ffconcat version 1.0\nfile '${target}'\n`],
  ])('%s that names another file', async (_name, name, content) => {
    expect(await codeOf(await fileWith(name, content(wav)))).toBe('AUDIO_IS_PLAYLIST');
  });

  it('a playlist behind bytes that hide it from our own look', async () => {
    const hidden = Buffer.from(`\0\n#EXTM3U\n#EXTINF:10,\nfile:input\n#EXT-X-ENDLIST\n`);

    expect(await codeOf(await fileWith('hidden.m3u8', hidden))).toBe('AUDIO_UNREADABLE');
  });
});
