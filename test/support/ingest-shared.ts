import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { MediaEngine } from '../../main/pipeline/media-port.ts';
import { writeRuler } from './audio/ruler.ts';
import { writeWav } from './audio/wav-writer.ts';
import { createRealMediaEngine } from './real-media-engine.ts';

/** Files and the media engine that the tests of one file share, made once. */
export interface SharedSound {
  media(): MediaEngine;
  /** 20 s of speech. */
  spoken(): string;
  /** 3 s in which nothing is said. */
  silent(): string;
  /** 0.05 s of sound. */
  short(): string;
  /** Subtitles of two sentences. */
  subtitles(): string;
}

/** Makes them before the first test of the file and takes them away after the last. */
export function sharedSound(): SharedSound {
  let folder = '';
  let media: MediaEngine | null = null;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-sound-'));
    media = createRealMediaEngine();
    await writeRuler(join(folder, 'spoken.wav'), { durationMs: 20_000, seed: 3 });
    await writeWav(join(folder, 'silent.wav'), new Float32Array(48_000), 16_000);
    await writeWav(join(folder, 'short.wav'), new Float32Array(800).fill(0.2), 16_000);
    const cues = [
      '1\n00:00:01,000 --> 00:00:03,000\nHeat flows.',
      '2\n00:00:04,000 --> 00:00:06,500\nWork is done.',
    ];
    writeFileSync(join(folder, 'subtitles.srt'), `${cues.join('\n\n')}\n`);
  }, 60_000);
  afterAll(async () => {
    await media?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    media() {
      if (media === null) throw new Error('Asked before the tests began');
      return media;
    },
    spoken: () => join(folder, 'spoken.wav'),
    silent: () => join(folder, 'silent.wav'),
    short: () => join(folder, 'short.wav'),
    subtitles: () => join(folder, 'subtitles.srt'),
  };
}
