import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeAudio } from '../../support/audio/encode.ts';
import { plainWords } from '../../support/audio/ruler-code.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { writeSpeech } from '../../support/audio/speech.ts';
import { writeWav } from '../../support/audio/wav-writer.ts';
import { upload, useSimulator } from './simulator-client.ts';

const bench = useSimulator();

async function transcribe(path: string): Promise<string> {
  const params = await upload(await readFile(path), { model: 'gpt-transcribe' });
  return (await bench().client.audio.transcriptions.create(params)).text;
}

/** Writes the samples of `wav` from one moment to another as a file of their own. */
async function cut(wav: string, fromMs: number, toMs: number): Promise<string> {
  const bytes = await readFile(wav);
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44 + fromMs * 32, (toMs - fromMs) * 16);
  const path = `${wav}-${fromMs}.wav`;
  await writeWav(
    path,
    Float32Array.from(samples, (sample) => sample / 32_767),
    16_000,
  );
  return path;
}

it('hears each word once over two pieces that were cut in a pause', async () => {
  const wav = join(bench().folder, 'whole.wav');
  const { words, sentences } = await writeRuler(wav, { durationMs: 60_000, noiseSnrDb: 20, seed: 21 });
  const cutMs = (sentences[4]?.endMs ?? 0) + 170;
  const texts = [await transcribe(await cut(wav, 0, cutMs)), await transcribe(await cut(wav, cutMs, 60_000))];
  expect(plainWords(texts.join(' '))).toEqual(words.map(({ word }) => word));
});

it('loses exactly the word a cut goes through', async () => {
  const wav = join(bench().folder, 'torn.wav');
  const { words } = await writeRuler(wav, { durationMs: 30_000, seed: 22 });
  const torn = words[10];
  const cutMs = (torn?.startMs ?? 0) + 150;
  const texts = [await transcribe(await cut(wav, 0, cutMs)), await transcribe(await cut(wav, cutMs, 30_000))];
  expect(plainWords(texts.join(' '))).toEqual(words.filter((word) => word !== torn).map(({ word }) => word));
});

it('returns no text for silence, hiss and hum', async () => {
  const path = join(bench().folder, 'silence.wav');
  await writeWav(path, new Float32Array(160_000), 16_000);
  expect(await transcribe(path)).toBe('');
  await writeWav(
    path,
    Float32Array.from({ length: 160_000 }, () => Math.random() * 0.1),
    16_000,
  );
  expect(await transcribe(path)).toBe('');
  await writeWav(
    path,
    Float32Array.from({ length: 160_000 }, (_, at) => 0.2 * Math.sin((at * Math.PI) / 160)),
    16_000,
  );
  expect(await transcribe(path)).toBe('');
});

it('makes sentences for real speech: as many words as time is spoken, the same each time', async () => {
  const wav = join(bench().folder, 'speech.wav');
  const mp3 = join(bench().folder, 'speech.mp3');
  const { clips } = await writeSpeech(wav, { rounds: 1, silenceMs: [3000, 6000] });
  await encodeAudio(wav, mp3, 'mp3-32k');
  const text = await transcribe(wav);
  const spokenSeconds = clips.reduce((sum, clip) => sum + clip.endMs - clip.startMs, 0) / 1000;
  const wordCount = text.split(' ').length;
  expect(wordCount / spokenSeconds).toBeGreaterThan(1.8);
  expect(wordCount / spokenSeconds).toBeLessThan(3.2);
  expect(text).toMatch(/^[A-Z][a-z ,]+[.?] .*\.$/);
  expect(await transcribe(wav)).toBe(text);
});

it.each(['clean', 'hall'] as const)('knows where the speech is in a %s recording', async (noise) => {
  const wav = join(bench().folder, `${noise}.wav`);
  const truth = await writeSpeech(wav, { rounds: 1, noise, gainDb: -12, seed: 3 });
  expect(truth.clips.map(({ transcript }) => transcript.split(' ').length)).toEqual([22, 8, 14, 19, 8]);
  expect(truth.silences).toHaveLength(6);
  for (const run of truth.runs) {
    expect(truth.clips.some((clip) => clip.startMs <= run.startMs && run.endMs <= clip.endMs)).toBe(true);
  }
  expect(truth.applause.length > 0).toBe(noise === 'hall');
  expect((await readFile(wav)).length).toBe(44 + truth.durationMs * 32);
});
