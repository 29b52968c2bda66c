import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { planSegments } from '../../main/pipeline/speech/plan-segments.ts';
import { buildSpeechMap } from '../../main/pipeline/speech/speech-map.ts';
import { runFfmpeg } from '../support/audio/encode.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const HOUR_SECONDS = 3600;
const engine = createRealMediaEngine();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-silence-'));
});

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

// Twelve hours take minutes of a processor: they are in `npm run bench -- media`.
it('an hour of silence is a recording of an hour in which nothing is sent', async () => {
  const path = join(folder, 'silence.mp3');
  const quiet = ['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', String(HOUR_SECONDS)];
  await runFfmpeg([...quiet, '-c:a', 'libmp3lame', '-b:a', '32k', path]);

  const { features, totalSamples, durationMs, peaks } = await engine.decode({
    path,
    pcmPath: join(folder, 'a.pcm'),
    proxyPath: join(folder, 'a.mp3'),
    onProgress: () => undefined,
    signal: NEVER_ABORTED,
  });
  const map = buildSpeechMap(features, totalSamples);
  const limits = { maxDurationMs: 30_000, modelCapMs: null, maxBytes: null, bytesPerSecond: 4000 };

  expect(Math.abs(durationMs - HOUR_SECONDS * 1000)).toBeLessThan(100);
  expect((await stat(join(folder, 'a.pcm'))).size).toBe(2 * totalSamples);
  expect(Math.max(...peaks)).toBe(0);
  expect(map.regions).toEqual([]);
  expect(planSegments(map, limits)).toEqual([]);
});
