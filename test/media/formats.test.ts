import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DecodedSpeech } from '../../main/pipeline/media-port.ts';
import { buildSpeechMap } from '../../main/pipeline/speech/speech-map.ts';
import { type AudioEncoding, encodeAudio, encodeVideo, runFfmpeg } from '../support/audio/encode.ts';
import type { RulerPlan } from '../support/audio/ruler-plan.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const run = promisify(execFile);
const engine = createRealMediaEngine();
let folder: string;
let wav: string;
let plan: RulerPlan;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-formats-'));
  wav = join(folder, 'ruler.wav');
  plan = await writeRuler(wav, { durationMs: 30_000, sampleRate: 44_100, noiseSnrDb: 30 });
});

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

async function decode(
  path: string,
): Promise<DecodedSpeech & { readonly pcmPath: string; readonly proxyPath: string }> {
  const paths = { pcmPath: join(folder, 'out.pcm'), proxyPath: join(folder, 'out.mp3') };
  const decoded = await engine.decode({ path, ...paths, onProgress: () => undefined, signal: NEVER_ABORTED });
  return { ...decoded, ...paths };
}

/** Everything a format must do: known length, sound at the right times. */
async function expectRuler(path: string): Promise<void> {
  const decoded = await decode(path);
  const { regions } = buildSpeechMap(decoded.features, decoded.totalSamples);

  expect(decoded.durationMs).toBeGreaterThan(29_900);
  expect(decoded.durationMs).toBeLessThan(30_200);
  expect((await stat(decoded.pcmPath)).size).toBe(2 * decoded.totalSamples);
  expect(decoded.peaks).toHaveLength(Math.ceil(decoded.totalSamples / 1600));
  expect(decoded.features.frameCount).toBe(Math.ceil(decoded.totalSamples / 320));
  expect(regions).toHaveLength(1);
  expect(await firstSoundMs(decoded.pcmPath)).toBeCloseTo(plan.words[0]?.startMs ?? 0, -2);
}

/** When the first tone is heard, judged by the system's ffmpeg. */
async function firstSoundMs(pcmPath: string): Promise<number> {
  const filter = 'highpass=600,silencedetect=noise=-25dB:d=0.05';
  const input = ['-f', 's16le', '-ar', '16000', '-ac', '1', '-i', pcmPath];
  const { stderr } = await run('ffmpeg', [
    '-nostdin',
    '-hide_banner',
    ...input,
    '-af',
    filter,
    '-f',
    'null',
    '-',
  ]);
  return 1000 * Number(/silence_end: ([\d.]+)/.exec(stderr)?.[1]);
}

describe('recordings of every format', () => {
  it.each<[AudioEncoding, string, string, string]>([
    ['mp3-32k', 'a.mp3', 'mp3', 'mp3'],
    ['mp3-128k', 'b.mp3', 'mp3', 'mp3'],
    ['m4a-64k', 'a.m4a', 'mov', 'aac'],
    ['aac-64k', 'a.aac', 'aac', 'aac'],
    ['opus-16k', 'a.opus', 'ogg', 'opus'],
    ['webm-opus', 'a.webm', 'matroska', 'opus'],
    ['flac', 'a.flac', 'flac', 'flac'],
    ['wav', 'a.wav', 'wav', 'pcm_s16le'],
    ['wma', 'a.wma', 'asf', 'wmav2'],
  ])('%s is heard in full', async (encoding, name, container, audioCodec) => {
    const path = join(folder, name);
    await encodeAudio(wav, path, encoding);

    expect(await engine.probe(path, NEVER_ABORTED)).toMatchObject({
      kind: 'audio',
      container,
      audioCodec,
      hasVideo: false,
    });
    await expectRuler(path);
  });

  it.each([
    ['a.mp4', 'mov'],
    ['a.mov', 'mov'],
    ['a.mkv', 'matroska'],
    ['v.webm', 'matroska'],
    ['a.avi', 'avi'],
  ])('the sound of the video %s is heard in full', async (name, container) => {
    const path = join(folder, name);
    await encodeVideo(wav, path);

    expect(await engine.probe(path, NEVER_ABORTED)).toMatchObject({
      kind: 'video',
      container,
      hasVideo: true,
    });
    await expectRuler(path);
  });

  it('is judged by content when the name lies', async () => {
    const path = join(folder, 'really-flac.mp3');
    await encodeAudio(wav, path, 'flac');

    expect(await engine.probe(path, NEVER_ABORTED)).toMatchObject({ container: 'flac', audioCodec: 'flac' });
  });

  it('has a title and cover art that is no video', async () => {
    const cover = join(folder, 'cover.png');
    const path = join(folder, 'tagged.m4a');
    await runFfmpeg(['-f', 'lavfi', '-i', 'color=red:size=32x32', '-frames:v', '1', cover]);
    const maps = ['-map', '0', '-map', '1', '-c:a', 'aac', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic'];
    await runFfmpeg(['-i', wav, '-i', cover, ...maps, '-metadata', 'title= Café 1 ', path]);

    expect(await engine.probe(path, NEVER_ABORTED)).toMatchObject({ kind: 'audio', title: 'Café 1' });
  });

  it('keeps the time of a sound track that begins late', async () => {
    const path = join(folder, 'late.mkv');
    const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5'];
    const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'libopus', '-b:a', '32k'];
    await runFfmpeg([...picture, '-itsoffset', '3', '-i', wav, '-t', '20', ...codecs, path]);

    const { pcmPath } = await decode(path);

    expect(await firstSoundMs(pcmPath)).toBeCloseTo(3000 + (plan.words[0]?.startMs ?? 0), -2);
  });

  it('makes a proxy that runs with the samples and can be sought', async () => {
    const { proxyPath, durationMs } = await decode(wav);

    const show = ['-show_entries', 'stream=codec_name,channels,bit_rate:format=duration', '-of', 'json'];
    const { stdout } = await run('ffprobe', ['-v', 'error', ...show, proxyPath]);
    const { streams, format } = JSON.parse(stdout) as { streams: object[]; format: { duration: string } };
    expect(streams).toEqual([{ codec_name: 'mp3', channels: 1, bit_rate: '48000' }]);
    expect(Math.abs(1000 * Number(format.duration) - durationMs)).toBeLessThan(60);

    const sought = join(folder, 'sought.pcm');
    const word = plan.words.find((one) => one.startMs > 15_000);
    const startSeconds = ((word?.startMs ?? 0) - 95) / 1000;
    const output = ['-ac', '1', '-ar', '16000', '-f', 's16le', sought];
    await runFfmpeg(['-ss', String(startSeconds), '-i', proxyPath, ...output]);
    expect(await firstSoundMs(sought)).toBeCloseTo(95, -2);
  });

  it('leaves nothing but the results in the folder', async () => {
    const before = new Set(await readdir(folder));
    await decode(wav);

    const added = (await readdir(folder)).filter((name) => !before.has(name));
    expect(added.every((name) => name === 'out.pcm' || name === 'out.mp3')).toBe(true);
    expect((await stat(join(folder, 'out.pcm'))).mode & 0o077).toBe(0);
  });
});
