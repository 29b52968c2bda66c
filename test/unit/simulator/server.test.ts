import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSimulatorControl } from '../../simulator/control-client.ts';
import { findPaidTwice } from '../../simulator/ledger.ts';
import { NO_LATENCY } from '../../simulator/latency.ts';
import { startSimulatorProcess } from '../../simulator/simulator-process.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { failureOf, openClient, refusalOf, upload, useSimulator } from './simulator-client.ts';

const bench = useSimulator();
let ruler: Uint8Array;

beforeAll(async () => {
  const path = join(bench().folder, 'ruler.wav');
  await writeRuler(path, { durationMs: 10_000 });
  ruler = await readFile(path);
});

async function transcribe(client = bench().client, model = 'gpt-transcribe'): Promise<string> {
  return (await client.audio.transcriptions.create(await upload(ruler, { model }))).text;
}

describe('key and models', () => {
  it('refuses a wrong key and an absent one, and never shows a whole key', async () => {
    const { simulator } = bench();
    const error = await failureOf(openClient(simulator, 'sk-wrong-1234567890').models.list());
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(error.message).not.toContain('1234567');
    expect((await fetch(`${simulator.url}/models`)).status).toBe(401);
    expect(simulator.ledger.entries.map(({ keyOk }) => keyOk)).toEqual([false, false]);
  });

  it('lists models with their end, and tells one', async () => {
    const { client } = bench();
    const { data } = await client.models.list();
    const ends = Object.fromEntries(data.map((model) => [model.id, model.shutdown_date]));
    expect(ends).toMatchObject({
      'gpt-transcribe': null,
      'whisper-1': '2027-02-26',
      'gpt-4o': '2027-01-14',
      'gpt-5': '2026-12-11',
      'gpt-6-luna': null,
      'gpt-6.1-terra': null,
    });
    expect(await client.models.retrieve('whisper-1')).toMatchObject({ shutdown_date: '2027-02-26' });
    expect(await refusalOf(client.models.retrieve('nothing'))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('gives every answer a request id and rate limit headers', async () => {
    const { simulator } = bench();
    const response = await fetch(`${simulator.url}/models`);
    expect(response.headers.get('x-request-id')).toBe(simulator.ledger.entries[0]?.id);
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('10000');
  });

  it('has no other address, and lacks what a compatible server lacks', async () => {
    const lacking = await startSimulator({ without: ['responses'], latency: NO_LATENCY });
    const request = { model: 'gpt-6-luna', input: 'Heat' };
    expect(await refusalOf(openClient(lacking).responses.create(request))).toMatchObject({ status: 404 });
    expect(await refusalOf(bench().client.post('/nothing'))).toMatchObject({ status: 404 });
    await lacking.stop();
  });
});

describe('ledger', () => {
  it('says what was sent, what came back and what was paid', async () => {
    const { simulator } = bench();
    const text = await transcribe();
    expect(simulator.ledger.entries).toHaveLength(1);
    expect(simulator.ledger.entries[0]).toMatchObject({
      endpoint: 'transcriptions',
      model: 'gpt-transcribe',
      keyOk: true,
      audioSeconds: 10,
      audioBytes: ruler.length,
      contentSha256: createHash('sha256').update(ruler).digest('hex'),
      params: { filename: 'audio.wav', model: 'gpt-transcribe' },
      status: 200,
      billed: true,
      answer: text,
    });
  });

  it('finds what was paid twice, by endpoint, model and content', async () => {
    const { simulator } = bench();
    await transcribe();
    await transcribe(bench().client, 'whisper-1');
    expect(simulator.ledger.paidTwice()).toEqual([]);
    await transcribe();
    expect(simulator.ledger.paidTwice().map((group) => group.length)).toEqual([2]);
  });

  it('bills an answer that was being computed when the client left', async () => {
    const { simulator } = bench();
    simulator.setLatency({ speed: 10 });
    expect(await failureOf(transcribe(openClient(simulator, simulator.apiKey, 100)))).toBeInstanceOf(Error);
    expect(simulator.ledger.entries[0]).toMatchObject({ billed: false });
    await expect
      .poll(() => simulator.ledger.entries[0], { timeout: 5000 })
      .toMatchObject({ billed: true, clientDisconnected: true });
    simulator.setLatency(NO_LATENCY);
  });
});

describe('time and limits', () => {
  it('takes as long as the audio divided by its speed', async () => {
    const { simulator } = bench();
    simulator.setLatency({ speed: 40 });
    const startMs = performance.now();
    await transcribe();
    simulator.setLatency(NO_LATENCY);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(245);
  });

  it('refuses more requests at once, and in a minute, than it allows', async () => {
    const { simulator } = bench();
    simulator.setLatency({ speed: 10 });
    simulator.setLimits({ concurrent: 2 });
    const settled = await Promise.allSettled([transcribe(), transcribe(), transcribe()]);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    simulator.setLatency(NO_LATENCY);
    simulator.setLimits({ requestsPerMinute: 1 });
    const error = await failureOf(transcribe());
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    simulator.setLimits({});
    expect(await transcribe()).not.toBe('');
  });
});

describe('a simulator in a process of its own', () => {
  it('says where it is, serves, is steered from here and ends when told', async () => {
    const { url, apiKey, control, stop } = await startSimulatorProcess(['--speed', '0']);
    const client = new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });
    await control.addFault({ endpoint: 'transcriptions', fault: { kind: 'server-error', status: 503 } });
    expect(await failureOf(transcribe(client))).toMatchObject({ status: 503 });
    await transcribe(client);
    await transcribe(client);
    const entries = await control.ledger();
    expect(entries.map(({ status }) => status)).toEqual([503, 200, 200]);
    expect(findPaidTwice(entries)).toHaveLength(1);
    await control.clearLedger();
    expect(await control.ledger()).toEqual([]);
    expect(await stop()).toBe(0);
  });

  it('takes models, limits and latency, and says what it does not understand', async () => {
    const { simulator } = bench();
    const control = openSimulatorControl(simulator.controlUrl);
    await control.setModel({ id: 'gpt-new', kind: 'text', shutdownDate: '2027-01-01' });
    expect(simulator.models.find('gpt-new')).toMatchObject({ kind: 'text', shutdownDate: '2027-01-01' });
    await control.removeModel('gpt-new');
    expect(simulator.models.find('gpt-new')).toBeUndefined();
    await control.setLimits({ concurrent: 1 });
    await control.setLimits({});
    await control.setLatency(NO_LATENCY);
    await control.addFault({ fault: { kind: 'loop' }, count: 'always' });
    expect(simulator.faults.list()).toHaveLength(1);
    await control.clearFaults();
    expect(simulator.faults.list()).toEqual([]);
    await expect(control.setModel({ id: 'x', contextTokens: Number.NaN })).rejects.toThrow('contextTokens');
    expect((await fetch(`${simulator.controlUrl}/nothing`)).status).toBe(404);
  });
});
