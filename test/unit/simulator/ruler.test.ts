import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeAudio } from '../../support/audio/encode.ts';
import type { AudioEncoding } from '../../support/audio/encode.ts';
import { decodeWord, encodeWord, plainWords, WORD_COUNT, wordAt } from '../../support/audio/ruler-code.ts';
import { planRuler } from '../../support/audio/ruler-plan.ts';
import type { RulerPlan } from '../../support/audio/ruler-plan.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { upload, useSimulator } from './simulator-client.ts';

const bench = useSimulator();

it('spells 4096 different words, each with its own symbols', () => {
  const words = Array.from({ length: WORD_COUNT }, (_, index) => wordAt(index));
  const codes = words.map((word) => encodeWord(word, '').join());
  expect(new Set(words).size).toBe(WORD_COUNT);
  expect(new Set(codes).size).toBe(WORD_COUNT);
  for (const word of words) expect(decodeWord(encodeWord(word, '?'))).toEqual({ word, punctuation: '?' });
});

it('hears no word when one symbol is missing, or wrong', () => {
  const [first = 0, second = 0, ...rest] = encodeWord(wordAt(77), '');
  expect(decodeWord([second, ...rest])).toBeNull();
  expect(decodeWord([first, (second + 1) % 16, ...rest])).toBeNull();
});

it('says the same for the same seed and something else for another', () => {
  expect(planRuler({ durationMs: 60_000, seed: 5 })).toEqual(planRuler({ durationMs: 60_000, seed: 5 }));
  expect(planRuler({ durationMs: 60_000, seed: 6 }).words[0]).not.toEqual(
    planRuler({ durationMs: 60_000, seed: 5 }).words[0],
  );
});

it('pauses 350 to 900 ms between sentences and at most 300 ms inside', () => {
  const { words, sentences } = planRuler({ durationMs: 600_000, seed: 2 });
  const starts = new Set(sentences.map((sentence) => sentence.startMs));
  words.slice(1).forEach((word, index) => {
    const pauseMs = word.startMs - (words[index]?.endMs ?? 0);
    const [least, most] = starts.has(word.startMs) ? [350, 900] : [100, 300];
    expect(pauseMs).toBeGreaterThanOrEqual(least ?? 0);
    expect(pauseMs).toBeLessThanOrEqual(most ?? 0);
  });
  for (const { wordCount } of sentences) expect([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]).toContain(wordCount);
});

it('leaves the long silences it is asked for', () => {
  const { sentences } = planRuler({
    durationMs: 120_000,
    longSilences: [{ afterMs: 30_000, durationMs: 40_000 }],
  });
  const pauses = sentences
    .slice(1)
    .map((sentence, index) => sentence.startMs - (sentences[index]?.endMs ?? 0));
  expect(pauses.filter((pauseMs) => pauseMs >= 40_000)).toHaveLength(1);
});

it('writes exactly as many samples as the plan is long', async () => {
  const path = join(bench().folder, 'exact.wav');
  await writeRuler(path, { durationMs: 12_345, sampleRate: 44_100 });
  expect((await stat(path)).size).toBe(44 + 2 * Math.round(12.345 * 44_100));
});

const SOUNDS: readonly [AudioEncoding, string, number][] = [
  ['mp3-32k', 'audio.mp3', 16_000],
  ['opus-16k', 'audio.ogg', 16_000],
  ['m4a-64k', 'audio.m4a', 44_100],
  ['webm-opus', 'audio.webm', 44_100],
  ['flac', 'audio.flac', 16_000],
];

it.each(SOUNDS)(
  'hears every word once and in place through %s under noise of 20 dB',
  async (encoding, name, sampleRate) => {
    const { client, folder } = bench();
    const wav = join(folder, `${encoding}.wav`);
    const plan = await writeRuler(wav, { durationMs: 90_000, sampleRate, noiseSnrDb: 20, seed: 11 });
    const encoded = join(folder, name);
    await encodeAudio(wav, encoded, encoding);
    const heard = await client.audio.transcriptions.create({
      ...(await upload(await readFile(encoded), { model: 'ruler-times' }, name)),
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    });

    expect(plainWords(heard.text)).toEqual(plan.words.map(({ word }) => word));
    expect(heard.segments?.map(({ text }) => text.trim())).toEqual(plan.sentences.map(({ text }) => text));
    expect(largestErrorMs(heard.words?.map(({ start }) => start * 1000) ?? [], plan)).toBeLessThan(30);
  },
);

function largestErrorMs(startsMs: readonly number[], plan: RulerPlan): number {
  return Math.max(
    ...plan.words.map(({ startMs }, index) => Math.abs((startsMs[index] ?? Infinity) - startMs)),
  );
}
