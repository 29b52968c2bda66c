import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findMp4Sound } from '../../main/media/mp4-sound.ts';
import { encodeAudio, encodeVideo, runFfmpeg } from '../support/audio/encode.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const engine = createRealMediaEngine();
let folder: string;
let wav: string;
let video: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-mp4-'));
  [wav, video] = [join(folder, 'ruler.wav'), join(folder, 'video.mp4')];
  await writeRuler(wav, { durationMs: 20_000, sampleRate: 44_100 });
  await encodeVideo(wav, video);
});

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

async function decode(path: string) {
  const pcmPath = join(folder, 'a.pcm');
  const proxyPath = join(folder, 'a.mp3');
  const decoded = await engine.decode({
    ...{ path, pcmPath, proxyPath, onProgress: () => undefined },
    signal: NEVER_ABORTED,
  });
  return { ...decoded, pcm: await readFile(pcmPath) };
}

/** Makes another MP4 file of the video with these options of ffmpeg. */
async function remake(name: string, input: readonly string[], output: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await runFfmpeg([...input, '-i', video, ...output, path]);
  return path;
}

describe('what the engine need not see of an MP4 file', () => {
  it('is the picture of a video, wherever the index stands', async () => {
    const indexFirst = await remake('first.mp4', [], ['-c', 'copy', '-movflags', 'faststart']);

    for (const path of [video, indexFirst]) {
      const sound = await findMp4Sound(path);
      expect(sound).toMatchObject({ hasPicture: true, isUncut: true });
      expect(sound?.hiddenTypes).toHaveLength(1);
      expect(await typeAt(path, sound?.hiddenTypes[0] ?? 0)).toBe('trak');
    }
  });

  it('is nothing of a sound file', async () => {
    const path = join(folder, 'sound.m4a');
    await encodeAudio(wav, path, 'm4a-64k');

    expect(await findMp4Sound(path)).toEqual({ hiddenTypes: [], hasPicture: false, isUncut: true });
  });

  it('stays undecided for fragments, files without sound and files that are no MP4', async () => {
    const fragments = ['-c', 'copy', '-movflags', 'frag_keyframe+empty_moov'];

    expect(await findMp4Sound(await remake('fragments.mp4', [], fragments))).toBeNull();
    expect(await findMp4Sound(await remake('mute.mp4', [], ['-an', '-c', 'copy']))).toBeNull();
    expect(await findMp4Sound(wav)).toBeNull();
  });
});

describe('the sound of an MP4 file', () => {
  it('is sample for sample that of its sound track alone', async () => {
    const alone = await remake('alone.m4a', [], ['-vn', '-c:a', 'copy']);

    const [ofVideo, ofSound] = [await decode(video), await decode(alone)];

    expect(ofVideo.totalSamples).toBeGreaterThan(19_900 * 16);
    expect(ofVideo.pcm.equals(ofSound.pcm)).toBe(true);
  });

  it('is heard in full when the file comes in fragments', async () => {
    const path = await remake('live.mp4', [], ['-c', 'copy', '-movflags', 'frag_keyframe+empty_moov']);

    expect((await decode(path)).durationMs).toBeGreaterThan(19_900);
    expect(await engine.probe(path, NEVER_ABORTED)).toMatchObject({ kind: 'video', hasVideo: true });
  });

  it('stays cut where somebody cut it', async () => {
    // Copying from the middle keeps what lies before the cut in the file, and leaves it out by an edit.
    const path = await remake('cut.mp4', ['-ss', '7.3'], ['-c', 'copy']);

    expect(await findMp4Sound(path)).toMatchObject({ isUncut: false });
    expect(Math.abs((await decode(path)).durationMs - 12_700)).toBeLessThan(150);
  });
});

async function typeAt(path: string, place: number): Promise<string> {
  const file = await open(path);
  try {
    return (await file.read(Buffer.alloc(4), 0, 4, place)).buffer.toString('latin1');
  } finally {
    await file.close();
  }
}
