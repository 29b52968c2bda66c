import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TranscriptionCreateParamsNonStreaming } from 'openai/resources/audio/transcriptions';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeAudio } from '../../support/audio/encode.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { writeWav } from '../../support/audio/wav-writer.ts';
import { formOf, refusalOf, upload, useSimulator } from './simulator-client.ts';

const bench = useSimulator();
let ruler: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const path = join(bench().folder, 'ruler.wav');
  await writeRuler(path, { durationMs: 20_000, seed: 8 });
  ruler = new Uint8Array(await readFile(path));
});

type Params = Omit<TranscriptionCreateParamsNonStreaming, 'file'>;

/** What the server answers to the ruler with these parameters. */
async function refusal(params: Params, bytes = ruler, name = 'audio.wav'): Promise<Record<string, unknown>> {
  return refusalOf(bench().client.audio.transcriptions.create(await upload(bytes, params, name)));
}

/** The answer to a form the client's types forbid. */
async function post(
  fields: readonly (readonly [string, string])[],
): Promise<{ status: number; body: string }> {
  const { simulator } = bench();
  const headers = { authorization: `Bearer ${simulator.apiKey}` };
  const body = formOf(ruler, fields);
  const response = await fetch(`${simulator.url}/audio/transcriptions`, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
}

describe('gpt-transcribe', () => {
  it('answers text, detected languages and billed seconds, and no times', async () => {
    const { client } = bench();
    const params: Params = {
      model: 'gpt-transcribe',
      languages: ['en', 'de'],
      keywords: ['entropy', 'Carnot'],
      prompt: 'Heat',
    };
    const answer = await client.audio.transcriptions.create(await upload(ruler, params));
    expect(Object.keys(answer).toSorted()).toEqual(['languages', 'text', 'usage']);
    expect(answer).toMatchObject({ languages: [{ code: 'en' }], usage: { type: 'duration', seconds: 20 } });
  });

  it.each<[string, Partial<Params>, string]>([
    ['verbose_json', { response_format: 'verbose_json' }, 'response_format'],
    ['srt', { response_format: 'srt' }, 'response_format'],
    ['text', { response_format: 'text' }, 'response_format'],
    ['diarized_json', { response_format: 'diarized_json' }, 'response_format'],
    ['word times', { timestamp_granularities: ['word'] }, 'timestamp_granularities'],
    ['logprobs', { include: ['logprobs'] }, 'include'],
    ['language beside languages', { language: 'en', languages: ['de'] }, 'languages'],
    ['a keyword with <', { keywords: ['a<b'] }, 'keywords'],
    ['a keyword with >', { keywords: ['a>b'] }, 'keywords'],
    ['a keyword with a line break', { keywords: ['first\nsecond'] }, 'keywords'],
    ['an empty keyword', { keywords: [' '] }, 'keywords'],
    ['a language that is no ISO-639-1 code', { language: 'english' }, 'language'],
    ['speaker names', { known_speaker_names: ['host'] }, 'known_speaker_names'],
    ['a temperature over 1', { temperature: 1.5 }, 'temperature'],
  ])('refuses %s', async (_what, params, param) => {
    expect(await refusal({ model: 'gpt-transcribe', ...params })).toMatchObject({ status: 400, param });
  });

  it('streams its text when asked', async () => {
    const { client } = bench();
    const params = await upload(ruler, { model: 'gpt-transcribe' });
    const whole = await client.audio.transcriptions.create(params);
    const types: string[] = [];
    let text = '';
    const streamed = await upload(ruler, { model: 'gpt-transcribe' });
    for await (const event of await client.audio.transcriptions.create({ ...streamed, stream: true })) {
      types.push(event.type);
      if (event.type === 'transcript.text.delta') text += event.delta;
    }
    expect(text).toBe(whole.text);
    expect(types.at(-1)).toBe('transcript.text.done');
  });
});

describe('form', () => {
  it('refuses a field the endpoint does not have', async () => {
    const { status, body } = await post([
      ['model', 'gpt-transcribe'],
      ['colour', 'red'],
    ]);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'unknown_parameter', param: 'colour' } });
  });

  it('refuses a list that is not sent as a list', async () => {
    expect(
      (
        await post([
          ['model', 'gpt-transcribe'],
          ['keywords', 'entropy'],
        ])
      ).status,
    ).toBe(400);
  });

  it('refuses a request without a model', async () => {
    expect((await post([])).body).toContain("Missing required parameter: 'model'");
  });

  it('refuses a request without a file, and one that is no form', async () => {
    const { simulator } = bench();
    const headers = { authorization: `Bearer ${simulator.apiKey}` };
    const url = `${simulator.url}/audio/transcriptions`;
    const form = new FormData();
    form.append('model', 'gpt-transcribe');
    expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(400);
  });
});

describe('file', () => {
  it('refuses more than 25 MiB', async () => {
    const bytes = new Uint8Array(26_214_401);
    bytes.set(ruler);
    expect(await refusal({ model: 'gpt-transcribe' }, bytes)).toMatchObject({ status: 413 });
  });

  it.each([
    ['an ending it does not know', 'audio.aiff'],
    ['a name without an ending', 'audio'],
  ])('refuses %s', async (_what, name) => {
    expect(await refusal({ model: 'gpt-transcribe' }, ruler, name)).toMatchObject({
      status: 400,
      param: 'file',
    });
  });

  it('refuses text named .mp3, an empty file and a header without sound', async () => {
    const text = new TextEncoder().encode('This is no music. '.repeat(50));
    for (const bytes of [text, new Uint8Array(), ruler.slice(0, 44)]) {
      expect(await refusal({ model: 'gpt-transcribe' }, bytes, 'audio.mp3')).toMatchObject({
        status: 400,
        param: 'file',
      });
    }
  });

  it('refuses less than a tenth of a second', async () => {
    const path = join(bench().folder, 'short.wav');
    await writeWav(path, new Float32Array(800).fill(0.1), 16_000);
    const bytes = new Uint8Array(await readFile(path));
    expect(await refusal({ model: 'gpt-transcribe' }, bytes)).toMatchObject({
      status: 400,
      code: 'audio_too_short',
    });
  });

  it('refuses audio longer than the cap of the model, and takes it up to there', async () => {
    const { simulator, client } = bench();
    const wav = join(bench().folder, 'long.wav');
    const mp3 = join(bench().folder, 'long.mp3');
    await writeWav(wav, new Float32Array(1401 * 8000), 8000);
    await encodeAudio(wav, mp3, 'mp3-32k');
    const bytes = new Uint8Array(await readFile(mp3));
    expect(await refusal({ model: 'gpt-4o-transcribe' }, bytes, 'a.mp3')).toMatchObject({
      status: 400,
      code: 'invalid_value',
    });
    simulator.models.set({ id: 'gpt-transcribe', maxAudioSeconds: 19 });
    expect(await refusal({ model: 'gpt-transcribe' })).toMatchObject({ status: 400 });
    simulator.models.set({ id: 'gpt-transcribe', maxAudioSeconds: null });
    const taken = await client.audio.transcriptions.create(
      await upload(bytes, { model: 'gpt-transcribe' }, 'a.mp3'),
    );
    expect(taken).toMatchObject({ text: '', languages: [] });
  });
});

describe('other models', () => {
  it('whisper-1 returns segments and words with times, and subtitles', async () => {
    const { client } = bench();
    const create = async (params: Partial<Params>): Promise<unknown> =>
      client.audio.transcriptions.create(await upload(ruler, { model: 'whisper-1', ...params }));
    expect(await create({ response_format: 'verbose_json' })).toMatchObject({
      duration: 20,
      segments: [{ id: 0 }, { id: 1 }, {}],
    });
    const both = await create({ response_format: 'verbose_json', timestamp_granularities: ['word'] });
    expect(both).toHaveProperty('words.0.start');
    expect(both).not.toHaveProperty('segments');
    expect(await create({ response_format: 'srt' })).toMatch(/^1\n00:00:00,\d{3} --> 00:00:\d\d,\d{3}\n\w/);
    expect(await create({ response_format: 'vtt' })).toMatch(/^WEBVTT\n\n00:00:00\.\d{3} --> /);
    expect(await create({ response_format: 'text' })).toMatch(/^\w+ .*[.?!]\n$/);
  });

  it('whisper-1 knows neither keywords nor languages', async () => {
    expect(await refusal({ model: 'whisper-1', keywords: ['entropy'] })).toMatchObject({ param: 'keywords' });
    expect(await refusal({ model: 'whisper-1', languages: ['en'] })).toMatchObject({ param: 'languages' });
  });

  it('the diarizing model names speakers, wants chunking over 30 s and takes no prompt', async () => {
    const { client, folder } = bench();
    const model = 'gpt-4o-transcribe-diarize';
    const answer = await client.audio.transcriptions.create(
      await upload(ruler, { model, response_format: 'diarized_json' }),
    );
    expect(answer).toHaveProperty('segments.0.speaker', 'A');
    expect(await refusal({ model, prompt: 'Heat' })).toMatchObject({ param: 'prompt' });
    const path = join(folder, 'half-minute.wav');
    await writeRuler(path, { durationMs: 31_000 });
    const longer = new Uint8Array(await readFile(path));
    expect(await refusal({ model }, longer)).toMatchObject({ param: 'chunking_strategy' });
    const chunked = await upload(longer, {
      model,
      chunking_strategy: { type: 'server_vad', threshold: 0.5 },
    });
    expect(await client.audio.transcriptions.create(chunked)).toHaveProperty('text');
  });

  it('an unknown model and a text model are not found', async () => {
    expect(await refusal({ model: 'gpt-nothing' })).toMatchObject({ status: 404, code: 'model_not_found' });
    expect(await refusal({ model: 'gpt-6-luna' })).toMatchObject({ status: 404 });
  });
});
