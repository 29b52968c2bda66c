import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { planSegments } from '../../main/pipeline/speech/plan-segments.ts';
import { buildSpeechMap } from '../../main/pipeline/speech/speech-map.ts';
import { type AudioEncoding, encodeAudio } from '../support/audio/encode.ts';
import { type SpeechOptions, type SpeechSpan, writeSpeech } from '../support/audio/speech.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const engine = createRealMediaEngine();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-speech-'));
});

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

/** What would be sent of a recording made like this, and how it was made. */
async function planFor(options: SpeechOptions, encoding: AudioEncoding, maxDurationMs = 30_000) {
  const wav = join(folder, 'speech.wav');
  const path = join(folder, `speech.${encoding}`);
  const truth = await writeSpeech(wav, options);
  await encodeAudio(wav, path, encoding);
  const decoded = await engine.decode({
    path,
    pcmPath: join(folder, 'a.pcm'),
    proxyPath: join(folder, 'a.mp3'),
    onProgress: () => undefined,
    signal: NEVER_ABORTED,
  });
  const map = buildSpeechMap(decoded.features, decoded.totalSamples);
  const limits = { maxDurationMs, modelCapMs: null, maxBytes: null };
  const plan = planSegments(map, { ...limits, bytesPerSecond: 4000 });
  const sent = plan.map(({ startSample, endSample }) => ({
    startMs: startSample / 16,
    endMs: endSample / 16,
  }));
  return { truth, sent };
}

/** Share of the first spans that lies inside the second. */
function shareInside(spans: readonly SpeechSpan[], others: readonly SpeechSpan[]): number {
  let inside = 0;
  for (const span of spans) {
    for (const other of others) {
      inside += Math.max(0, Math.min(span.endMs, other.endMs) - Math.max(span.startMs, other.startMs));
    }
  }
  return inside / spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

describe('what is sent of human speech with long silences', () => {
  it.each<[string, SpeechOptions]>([
    ['clean', {}],
    ['with hum and applause at 10 dB', { noise: 'hall' }],
    ['with hum and applause at 10 dB, another hall', { noise: 'hall', seed: 5 }],
    ['by a quiet speaker', { gainDb: -30 }],
    ['by a quiet speaker in a noisy hall', { gainDb: -24, noise: 'hall', seed: 3 }],
  ])('%s: nearly all speech, hardly any silence', async (_name, options) => {
    for (const encoding of ['mp3-128k', 'm4a-64k'] as const) {
      const { truth, sent } = await planFor(options, encoding);

      expect(shareInside(truth.clips, sent)).toBeGreaterThanOrEqual(0.995);
      expect(shareInside(truth.silences, sent)).toBeLessThanOrEqual(0.1);
    }
  });

  it.each<[string, SpeechOptions]>([
    ['clean', {}],
    ['in a noisy hall', { noise: 'hall' }],
    ['by a quiet speaker', { gainDb: -30 }],
  ])('%s: speech without long silence is cut outside the words', async (_name, options) => {
    const unbroken = { ...options, rounds: 6, silenceMs: [150, 500] } as const;
    const { truth, sent } = await planFor(unbroken, 'mp3-128k', 12_000);

    const cuts = sent.flatMap(({ startMs, endMs }) => [startMs, endMs]);
    const isInside = (cut: number) => truth.runs.some(({ startMs, endMs }) => cut > startMs && cut < endMs);
    expect(cuts.length).toBeGreaterThan(20);
    expect(cuts.filter(isInside)).toEqual([]);
  });
});
