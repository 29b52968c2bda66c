import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeRuler } from '../../support/audio/ruler.ts';
import type { Fault } from '../../simulator/faults.ts';
import { failureOf, openClient, upload, useSimulator } from './simulator-client.ts';

const bench = useSimulator();
const SCHEMA = {
  type: 'object',
  properties: { terms: { type: 'array', items: { type: 'string' } } },
  required: ['terms'],
  additionalProperties: false,
};
let ruler: Uint8Array;

beforeAll(async () => {
  const path = join(bench().folder, 'ruler.wav');
  await writeRuler(path, { durationMs: 10_000 });
  ruler = await readFile(path);
});

async function transcribe(client = bench().client): Promise<string> {
  return (await client.audio.transcriptions.create(await upload(ruler, { model: 'gpt-transcribe' }))).text;
}

function write(client = bench().client) {
  const format = { type: 'json_schema' as const, name: 'terms', strict: true, schema: SCHEMA };
  return client.responses.create({
    model: 'gpt-6-luna',
    input: '[s1] Heat moves. [s2] It rests.',
    text: { format },
  });
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

function headersOf(error: Error): Headers {
  if (error instanceof APIError && error.headers instanceof Headers) return error.headers;
  throw new Error('The failure carries no headers', { cause: error });
}

/** Waits until the server has seen the newest request end. */
async function untilEnded() {
  return expect.poll(() => bench().simulator.ledger.entries.at(-1)?.endMs, { timeout: 5000 }).not.toBeNull();
}

describe('refusals', () => {
  it.each<[Fault, Record<string, unknown>]>([
    [{ kind: 'rate-limit' }, { status: 429, code: 'rate_limit_exceeded' }],
    [{ kind: 'insufficient-quota' }, { status: 429, code: 'insufficient_quota', type: 'insufficient_quota' }],
    [{ kind: 'unauthorized' }, { status: 401, code: 'invalid_api_key' }],
    [{ kind: 'forbidden' }, { status: 403, code: 'unsupported_country_region_territory' }],
    [{ kind: 'model-not-found' }, { status: 404, code: 'model_not_found' }],
    [{ kind: 'too-long' }, { status: 400, code: 'invalid_value' }],
    [{ kind: 'too-large' }, { status: 413 }],
    [{ kind: 'server-error', status: 408 }, { status: 408 }],
    [{ kind: 'server-error', status: 409 }, { status: 409 }],
    [
      { kind: 'server-error', status: 500 },
      { status: 500, type: 'server_error' },
    ],
    [{ kind: 'server-error', status: 502 }, { status: 502 }],
    [{ kind: 'server-error', status: 503 }, { status: 503 }],
    [{ kind: 'server-error', status: 504 }, { status: 504 }],
    [{ kind: 'server-error', status: 529 }, { status: 529 }],
  ])('%o', async (fault, expected) => {
    const { simulator } = bench();
    simulator.faults.add({ fault });
    const error = await failureOf(transcribe());
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ ...expected, requestID: simulator.ledger.entries[0]?.id });
    expect(simulator.ledger.entries[0]).toMatchObject({
      billed: false,
      fault: fault.kind,
      status: expected['status'],
    });
    expect(await transcribe()).not.toBe('');
  });

  it('names a wait in seconds or as a date', async () => {
    const { simulator } = bench();
    const date = 'Wed, 25 Nov 2026 10:00:00 GMT';
    simulator.faults.add({ fault: { kind: 'rate-limit', retryAfterSeconds: 7 } });
    simulator.faults.add({ fault: { kind: 'rate-limit', retryAfterDate: date } });
    for (const expected of ['7', date]) {
      const error = await failureOf(transcribe());
      expect(headersOf(error).get('retry-after')).toBe(expected);
    }
    expect(simulator.ledger.entries.map(({ status }) => status)).toEqual([429, 429]);
  });

  it('sends a gateway’s page for 502 and a sign-in page for a captive portal', async () => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'server-error', status: 502 } });
    simulator.faults.add({ fault: { kind: 'captive-portal' } });
    const ask = () =>
      fetch(`${simulator.url}/models`, { headers: { authorization: `Bearer ${simulator.apiKey}` } });
    const [gateway, portal] = [await ask(), await ask()];
    expect([gateway.status, gateway.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect([portal.status, portal.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await portal.text()).toContain('Sign in');
  });
});

describe('the wire', () => {
  it.each(['upload', 'request', 'answer', 'body'] as const)('resets the connection at %s', async (at) => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'reset', at } });
    const error = await failureOf(transcribe());
    expect(error instanceof APIConnectionError || error.cause !== undefined).toBe(true);
    await untilEnded();
    expect(simulator.ledger.entries[0]?.billed).toBe(at === 'answer' || at === 'body');
    expect(await transcribe()).not.toBe('');
  });

  it('hangs without headers until the client gives up', async () => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'hang' } });
    simulator.faults.add({ fault: { kind: 'hang', billed: true } });
    for (const billed of [false, true]) {
      const error = await failureOf(transcribe(openClient(simulator, simulator.apiKey, 200)));
      expect(error).toBeInstanceOf(APIConnectionTimeoutError);
      await expect
        .poll(() => simulator.ledger.entries.at(-1), { timeout: 5000 })
        .toMatchObject({ billed, status: null, clientDisconnected: true });
    }
  });

  it('breaks off in the middle of the body', async () => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'truncated-body' } });
    expect(await failureOf(transcribe())).toBeInstanceOf(Error);
    await untilEnded();
    expect(simulator.ledger.entries[0]).toMatchObject({ status: 200, billed: true });
  });

  it('sends a whole body that is broken JSON', async () => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'broken-json' } });
    expect(await failureOf(transcribe())).toBeInstanceOf(SyntaxError);
  });

  it('drips slowly', async () => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'slow-drip', bytesPerSecond: 1000 } });
    const startMs = performance.now();
    expect(await transcribe()).not.toBe('');
    expect(performance.now() - startMs).toBeGreaterThan(100);
  });
});

describe('the answer', () => {
  it('loops, invents, says nothing or means harm', async () => {
    const { simulator } = bench();
    for (const kind of ['loop', 'invented', 'empty-text', 'hostile'] as const)
      simulator.faults.add({ fault: { kind } });
    expect((await transcribe()).match(/the energy is conserved/g)).toHaveLength(60);
    expect(await transcribe()).toContain('Thank you for watching.');
    expect(await transcribe()).toBe('');
    expect(await transcribe()).toContain('<script>');
    expect(simulator.ledger.entries.every(({ billed }) => billed)).toBe(true);
  });

  it('is refused, cut short, broken or of another shape', async () => {
    const { simulator } = bench();
    for (const kind of ['refusal', 'incomplete', 'wrong-schema'] as const)
      simulator.faults.add({ fault: { kind } });
    simulator.faults.add({ fault: { kind: 'broken-json', in: 'output' } });
    expect(await write()).toHaveProperty('output.1.content.0.type', 'refusal');
    expect(await write()).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(parse((await write()).output_text)).toHaveProperty('unexpected');
    const broken = await write();
    expect(broken.status).toBe('completed');
    expect(() => parse(broken.output_text)).toThrow(SyntaxError);
    expect(parse((await write()).output_text)).toHaveProperty('terms');
  });

  it('stays valid when its texts are hostile', async () => {
    const { simulator } = bench();
    simulator.faults.add({ fault: { kind: 'hostile' } });
    const { terms } = z.object({ terms: z.array(z.string()) }).parse(parse((await write()).output_text));
    expect(terms.join()).toContain('=HYPERLINK');
  });
});

describe('rules', () => {
  it('play only where they fit, from the nth time, as often as told', async () => {
    const { simulator } = bench();
    const fault: Fault = { kind: 'server-error', status: 500 };
    simulator.faults.add({ endpoint: 'transcriptions', model: 'gpt-transcribe', nth: 2, count: 2, fault });
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await write();
      statuses.push(
        await transcribe().then(
          () => 200,
          (error: unknown) => (error instanceof APIError ? Number(error.status) : 0),
        ),
      );
    }
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  it('find a text in the prompt, or any condition', async () => {
    const { simulator } = bench();
    simulator.faults.add({ contains: 'It rests', count: 'always', fault: { kind: 'refusal' } });
    simulator.faults.add({
      when: ({ endpoint }) => endpoint === 'transcriptions',
      fault: { kind: 'empty-text' },
    });
    expect(await transcribe()).toBe('');
    expect(await transcribe()).not.toBe('');
    expect((await write()).output_text).toBe('');
    expect((await write()).output_text).toBe('');
  });

  it('can be taken back', async () => {
    const { simulator } = bench();
    const takeBack = simulator.faults.add({ count: 'always', fault: { kind: 'empty-text' } });
    expect(await transcribe()).toBe('');
    takeBack();
    expect(await transcribe()).not.toBe('');
  });
});
