import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plainWords } from '../../support/audio/ruler-code.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { upload, useSimulator } from './simulator-client.ts';

const bench = useSimulator({ decoder: 'wasm' });

it('hears the ruler without a system ffmpeg', async () => {
  const { client, folder } = bench();
  const path = join(folder, 'ruler.wav');
  const plan = await writeRuler(path, { durationMs: 30_000, noiseSnrDb: 20, seed: 4 });
  const params = await upload(await readFile(path), { model: 'gpt-transcribe' });
  const { text } = await client.audio.transcriptions.create(params);
  expect(plainWords(text)).toEqual(plan.words.map(({ word }) => word));
});

it('goes on after a file that cannot be decoded', async () => {
  const { client, folder } = bench();
  const path = join(folder, 'short.wav');
  await writeRuler(path, { durationMs: 10_000, seed: 4 });
  const bytes = await readFile(path);
  const broken = await upload(bytes.subarray(0, 30), { model: 'gpt-transcribe' });
  await expect(client.audio.transcriptions.create(broken)).rejects.toMatchObject({
    status: 400,
    param: 'file',
  });
  const whole = await client.audio.transcriptions.create(await upload(bytes, { model: 'gpt-transcribe' }));
  expect(plainWords(whole.text).length).toBeGreaterThan(5);
});
