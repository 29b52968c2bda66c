import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { DecodedSpeech, MediaEngine, SegmentFormat } from '../../main/pipeline/media-port.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { rejectionOf } from '../support/failure-of.ts';
import { decodeOntoDisk } from '../support/media/decode-in-child.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const run = promisify(execFile);
const sourceFolder = mkdtemp(join(tmpdir(), 'lectern-engine-source-'));
let wav: string;
let folder: string;
let engine: MediaEngine;

beforeAll(async () => {
  wav = join(await sourceFolder, 'ruler.wav');
  await writeRuler(wav, { durationMs: 300_000 });
  return async () => rm(await sourceFolder, { recursive: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-engine-'));
  engine = createRealMediaEngine();
});

afterEach(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

function decode(
  options: { path?: string; signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
) {
  return engine.decode({
    path: options.path ?? wav,
    pcmPath: join(folder, 'a.pcm'),
    proxyPath: join(folder, 'a.mp3'),
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal ?? NEVER_ABORTED,
  });
}

function encode(format: SegmentFormat, startSample: number, endSample: number): Promise<Buffer> {
  const pcmPath = join(folder, 'a.pcm');
  return engine.encodeSegment({ pcmPath, startSample, endSample, format, signal: NEVER_ABORTED });
}

describe('the media engine', () => {
  it('says which version it is, and still probes afterwards', async () => {
    expect(await engine.version()).toMatch(/^FFmpeg \d+\.\d+/);
    expect((await engine.probe(wav, NEVER_ABORTED)).container).toBe('wav');
    expect(await engine.version()).toMatch(/^FFmpeg \d+\.\d+/);
  });

  it('reports progress that rises to one', async () => {
    const fractions: number[] = [];

    await decode({ onProgress: (fraction) => fractions.push(fraction) });

    expect(fractions.length).toBeGreaterThan(2);
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
    expect(fractions.at(-1)).toBe(1);
  });

  it('gives the same result every time', async () => {
    const first = await decode();
    const firstPcm = await readFile(join(folder, 'a.pcm'));
    const second: DecodedSpeech = await decode();

    expect(second).toEqual(first);
    expect((await readFile(join(folder, 'a.pcm'))).equals(firstPcm)).toBe(true);
    expect((await encode('mp3', 0, 480_000)).equals(await encode('mp3', 0, 480_000))).toBe(true);
  });

  it('stops a decode in the middle when it is cancelled, leaves no file and goes on working', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled by a person');
    let reached = 0;
    const decoding = decode({
      signal: controller.signal,
      onProgress: (fraction) => {
        reached = fraction;
        if (fraction > 0) controller.abort(reason);
      },
    });

    await expect(decoding).rejects.toBe(reason);
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThan(0.5);
    expect(await readdir(folder)).toEqual([]);
    expect((await engine.probe(wav, NEVER_ABORTED)).audioCodec).toBe('pcm_s16le');
  });

  it('lets running and waiting tasks go when it is stopped', async () => {
    const tasks = [1, 2, 3].map(async () => decode({ onProgress: () => void engine.stop() }));

    for (const task of await Promise.allSettled(tasks)) {
      expect(task).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    }
    expect(await readdir(folder)).toEqual([]);
    await expect(engine.version()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('calls an engine that does nothing crashed, and starts a new one', async () => {
    const impatient = createRealMediaEngine({ silenceMs: 1 });
    try {
      const failure = await rejectionOf(impatient.version());
      expect(failure).toMatchObject({ code: 'AUDIO_ENGINE_CRASHED', class: 'retryable' });
    } finally {
      await impatient.stop();
    }
  });

  it('says so when its parts are missing', async () => {
    const broken = createRealMediaEngine({ corePath: join(folder, 'nothing.js') });

    expect(await rejectionOf(broken.probe(wav, NEVER_ABORTED))).toMatchObject({
      code: 'AUDIO_ENGINE_MISSING',
    });
    await broken.stop();
  });

  it('says so when the disk is full, and leaves nothing', async () => {
    // Five minutes need 9.6 MB of samples.
    const outcome = await decodeOntoDisk(folder, wav, 4);

    expect(outcome).toEqual({ code: 'STORAGE_FULL', left: [] });
    expect((await decodeOntoDisk(folder, wav, 32)).code).toBeNull();
  });

  it('says so when results cannot be written', async () => {
    const failure = await rejectionOf(
      engine.decode({
        path: wav,
        pcmPath: join(folder, 'nowhere', 'a.pcm'),
        proxyPath: join(folder, 'a.mp3'),
        onProgress: () => undefined,
        signal: NEVER_ABORTED,
      }),
    );

    expect(failure).toMatchObject({ code: 'STORAGE_READ_ONLY', class: 'needs-user' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('encoded segments', () => {
  beforeEach(async () => {
    await decode();
  });

  it.each<SegmentFormat>(['wav', 'flac'])('as %s hold exactly the samples asked for', async (format) => {
    const pcm = await readFile(join(folder, 'a.pcm'));

    const decoded = await decodeElsewhere(await encode(format, 12_345, 212_346), format);

    expect(decoded.equals(pcm.subarray(2 * 12_345, 2 * 212_346))).toBe(true);
  });

  it('as MP3 have 32 kbit/s and their time', async () => {
    const segment = await encode('mp3', 160_000, 640_000);

    expect(segment.length).toBeGreaterThan(115_000);
    expect(segment.length).toBeLessThan(30 * 4000 * 1.02);
    const samples = (await decodeElsewhere(segment, 'mp3')).length / 2;
    expect(Math.abs(samples - 480_000)).toBeLessThan(1600);
  });

  it('may be a single frame or the whole recording', async () => {
    expect((await encode('mp3', 0, 320)).length).toBeGreaterThan(100);
    expect((await encode('mp3', 0, 4_800_000)).length).toBeGreaterThan(1_190_000);
  });

  it.each<SegmentFormat>(['mp3', 'wav'])('say so when the samples of %s are missing', async (format) => {
    await truncate(join(folder, 'a.pcm'), 1000);
    expect(await rejectionOf(encode(format, 0, 16_000))).toMatchObject({ code: 'SEGMENT_AUDIO_MISSING' });

    await rm(join(folder, 'a.pcm'));
    expect(await rejectionOf(encode(format, 0, 16_000))).toMatchObject({ code: 'SEGMENT_AUDIO_MISSING' });
  });
});

/** The samples of an encoded segment, decoded by the system's ffmpeg. */
async function decodeElsewhere(segment: Buffer, format: string): Promise<Buffer> {
  const child = run('ffmpeg', ['-v', 'error', '-f', format, '-i', 'pipe:0', '-f', 's16le', 'pipe:1'], {
    encoding: 'buffer',
    maxBuffer: 64_000_000,
  });
  child.child.stdin?.end(segment);
  return (await child).stdout;
}
