import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { judgeFile } from '../../../main/media/judge-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-judge-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function judge(name: string, content: string | Buffer) {
  const path = join(folder, name);
  await writeFile(path, content);
  return judgeFile(path);
}

/** An MP4 box of this type around this content. */
function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** The head of an MP4 file with one track whose sample entry has this type. */
function mp4With(sampleEntry: string): Buffer {
  const stsd = box('stsd', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), box(sampleEntry, Buffer.alloc(28)));
  const trak = box('trak', box('mdia', box('minf', box('stbl', stsd))));
  return Buffer.concat([
    box('ftyp', Buffer.from('M4A \0\0\0\0')),
    box('mdat', Buffer.alloc(500)),
    box('moov', box('mvhd', Buffer.alloc(100)), trak),
  ]);
}

describe('judging a file by its first bytes', () => {
  it.each([
    ['lecture.txt', 'Good morning.', 'txt'],
    ['notes.md', '# Good morning', 'md'],
    ['lecture.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello\n', 'srt'],
    ['lecture.vtt', 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n', 'vtt'],
    ['renamed.txt', 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n', 'vtt'],
    ['lecture.json', '{ "segments": [] }', 'json'],
    ['utf16.txt', Buffer.from('\uFEFFGood morning.', 'utf16le'), 'txt'],
    ['umlauts.txt', 'Grüße – здравствуйте – 你好'.repeat(400), 'txt'],
  ])('takes %s for a transcript', async (name, content, format) => {
    expect(await judge(name, content)).toEqual({ kind: 'transcript', format });
  });

  it.each([
    ['AUDIO_IS_TEXT', 'talk.mp3', 'This is not a recording.'],
    ['AUDIO_IS_WEB_PAGE', 'talk.mp3', '\n<!DOCTYPE html><html><body>Please sign in</body></html>'],
    ['AUDIO_IS_WEB_PAGE', 'talk.txt', '<html><body>Not found</body></html>'],
    ['AUDIO_IS_PLAYLIST', 'talk.m3u8', '#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/secret\n'],
    ['AUDIO_IS_PLAYLIST', 'talk.mp3', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['AUDIO_IS_PLAYLIST', 'talk.mpd', '<?xml version="1.0"?>\n<MPD></MPD>'],
    ['AUDIO_IS_PLAYLIST', 'talk.sdp', 'v=0\no=- 0 0 IN IP4 127.0.0.1\n'],
    ['AUDIO_NOT_A_RECORDING', 'slides.mp3', '%PDF-1.7\n%âãÏÓ\n'],
    ['AUDIO_NOT_A_RECORDING', 'slides.docx', 'PK\u0003\u0004'],
    ['AUDIO_EMPTY_FILE', 'talk.mp3', ''],
    ['AUDIO_ENCRYPTED', 'talk.m4a', mp4With('enca')],
    ['AUDIO_ENCRYPTED', 'book.m4b', mp4With('drms')],
    ['AUDIO_ENCRYPTED', 'book.aax', mp4With('aavd')],
    [
      'AUDIO_ENCRYPTED',
      'talk.wma',
      Buffer.from(
        '3026b2758e66cf11a6d900aa0062ce6c' + '00'.repeat(40) + 'fbb3112223bdd211b4b700a0c955fc6e',
        'hex',
      ),
    ],
  ])('refuses with %s: %s', async (code, name, content) => {
    await expect(judge(name, content)).rejects.toMatchObject({ failure: { code, class: 'fatal' } });
  });

  it('takes an MP4 file with clear sound for a recording', async () => {
    expect(await judge('talk.m4a', mp4With('mp4a'))).toEqual({ kind: 'recording', container: 'mov' });
  });

  it.each([
    ['a box longer than the file', Buffer.from('000000206674797000000000ffffffff6d6f6f76', 'hex')],
    ['a box shorter than its head', Buffer.from('00000010667479700000000000000000000000026d6f6f76', 'hex')],
    ['boxes of size zero', box('ftyp', Buffer.alloc(8), Buffer.alloc(64))],
  ])('survives %s', async (_name, content) => {
    expect(await judge('talk.mp4', content)).toEqual({ kind: 'recording', container: 'mov' });
  });

  it('leaves bytes it does not know to the decoder', async () => {
    expect(await judge('talk.bin', Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]))).toEqual({ kind: 'unknown' });
  });

  it('refuses a folder', async () => {
    await mkdir(join(folder, 'talk.mp3'));

    await expect(judgeFile(join(folder, 'talk.mp3'))).rejects.toMatchObject({
      failure: { code: 'AUDIO_IS_FOLDER' },
    });
  });

  it('refuses a missing file', async () => {
    await expect(judgeFile(join(folder, 'gone.mp3'))).rejects.toMatchObject({
      failure: { code: 'AUDIO_FILE_MISSING' },
    });
  });
});
