import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type PlacedSentence, placeSentences } from '../../main/pipeline/speech/place-sentences.ts';
import { planSegments } from '../../main/pipeline/speech/plan-segments.ts';
import { buildSpeechMap } from '../../main/pipeline/speech/speech-map.ts';
import { placeTimedWords } from '../../main/pipeline/speech/timed-words.ts';
import { type AudioEncoding, encodeAudio } from '../support/audio/encode.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import type { RulerPlan, RulerWord } from '../support/audio/ruler-plan.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { createRealMediaEngine, NEVER_ABORTED } from '../support/real-media-engine.ts';

const HOUR_MS = 3_600_000;
const engine = createRealMediaEngine();
let folder: string;
let plan: RulerPlan;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-clock-'));
  plan = await writeRuler(join(folder, 'ruler.wav'), { durationMs: HOUR_MS, noiseSnrDb: 20 });
});

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

/** The lecture in segments, each with the words said in it, as a perfect recogniser would hear them. */
async function hear(encoding: AudioEncoding) {
  const path = join(folder, encoding);
  await encodeAudio(join(folder, 'ruler.wav'), path, encoding);
  const decoded = await engine.decode({
    path,
    pcmPath: join(folder, 'a.pcm'),
    proxyPath: join(folder, 'a.mp3'),
    onProgress: () => undefined,
    signal: NEVER_ABORTED,
  });
  const map = buildSpeechMap(decoded.features, decoded.totalSamples);
  const limits = { maxDurationMs: 30_000, modelCapMs: null, maxBytes: 25_000_000, bytesPerSecond: 4000 };
  const segments = planSegments(map, limits).map(({ startSample, endSample }) => {
    const span = { startMs: startSample / 16, endMs: endSample / 16 };
    const words = plan.words.filter(({ startMs, endMs }) => endMs > span.startMs && startMs < span.endMs);
    return {
      span,
      words,
      text: words.map(({ word, punctuation }) => capitalised(word, punctuation)).join(' '),
    };
  });
  return { map, segments };
}

let isStart = true;
function capitalised(word: string, punctuation: string): string {
  const text = isStart ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
  isStart = /[.?!]/.test(punctuation);
  return text + punctuation;
}

/** How far the start of each true sentence is from the start of the placed one with its first word, sorted. */
function startErrors(placed: readonly PlacedSentence[]): number[] {
  const errors = plan.sentences.map((sentence) => {
    const [first] = plainWords(sentence.text);
    const candidates = placed.filter(({ text }) => plainWords(text)[0] === first);
    return Math.min(...candidates.map(({ startMs }) => Math.abs(startMs - sentence.startMs)));
  });
  return errors.toSorted((one, other) => one - other);
}

function expectWholeText(placed: readonly PlacedSentence[]): void {
  expect(placed.flatMap(({ text }) => plainWords(text))).toEqual(plan.words.map(({ word }) => word));
  expect(Math.max(...placed.map(({ startMs, endMs }) => endMs - startMs))).toBeLessThanOrEqual(15_000);
}

describe('the clock on an hour of the audible ruler at 20 dB noise', () => {
  it.each<AudioEncoding>(['mp3-128k', 'm4a-64k'])('%s: a text-only model', async (encoding) => {
    const { map, segments } = await hear(encoding);

    const placed = segments.flatMap(({ span, text }) => placeSentences({ text, span, map }));

    expectWholeText(placed);
    const errors = startErrors(placed);
    expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(1000);
  });

  it('a model that returns the time of each word', async () => {
    const { map, segments } = await hear('mp3-32k');

    const placed = segments.flatMap(({ span, text, words }) =>
      placeTimedWords({ text, words: words.map((word) => timedIn(span.startMs, word)), span, map }),
    );

    expectWholeText(placed);
    expect(startErrors(placed).at(-1)).toBeLessThan(150);
  });
});

function timedIn(segmentStartMs: number, { word, startMs, endMs }: RulerWord) {
  return { text: word, startMs: startMs - segmentStartMs, endMs: endMs - segmentStartMs };
}
