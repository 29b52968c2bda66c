import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { APIError, toFile } from 'openai';
import type { TranscriptionCreateParamsNonStreaming } from 'openai/resources/audio/transcriptions';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { NO_LATENCY } from '../../simulator/latency.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import type { Simulator, SimulatorOptions } from '../../simulator/simulator.ts';

/** A simulator and an official client for one test file. */
export type Bench = {
  readonly simulator: Simulator;
  readonly client: OpenAI;
  /** A folder that is removed afterwards. */
  readonly folder: string;
};

/** Starts a simulator before the tests of a file and stops it after; faults and ledger are cleared between tests. */
export function useSimulator(options: SimulatorOptions = {}): () => Bench {
  let bench: Bench | null = null;
  beforeAll(async () => {
    const simulator = await startSimulator({ latency: NO_LATENCY, ...options });
    const folder = mkdtempSync(join(tmpdir(), 'lectern-simulator-test-'));
    bench = { simulator, client: openClient(simulator), folder };
  });
  afterEach(() => {
    bench?.simulator.faults.clear();
    bench?.simulator.ledger.clear();
  });
  afterAll(async () => {
    await bench?.simulator.stop();
    if (bench !== null) rmSync(bench.folder, { recursive: true, force: true });
  });
  return () => {
    if (bench === null) throw new Error('The simulator is not running yet');
    return bench;
  };
}

/** The official client without retries, so that every answer is seen as it came. */
export function openClient(simulator: Simulator, apiKey = simulator.apiKey, timeoutMs = 5000): OpenAI {
  return new OpenAI({ baseURL: simulator.url, apiKey, maxRetries: 0, timeout: timeoutMs });
}

/** What a request failed with. Throws when it succeeds. */
export async function failureOf(request: PromiseLike<unknown>): Promise<Error> {
  let result: unknown;
  try {
    result = await request;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error(`The request succeeded with ${JSON.stringify(result)}`);
}

/** Status, code and parameter of an API refusal. */
export async function refusalOf(request: PromiseLike<unknown>): Promise<Record<string, unknown>> {
  const error = await failureOf(request);
  if (!(error instanceof APIError)) throw error;
  return { status: error.status, code: error.code, param: error.param };
}

/** Parameters for `audio.transcriptions.create` with the bytes as an uploaded file. */
export async function upload(
  bytes: Uint8Array,
  params: Omit<TranscriptionCreateParamsNonStreaming, 'file'>,
  name = 'audio.wav',
): Promise<TranscriptionCreateParamsNonStreaming> {
  return { ...params, file: await toFile(bytes, name) };
}

/** A form for requests the client's types forbid. */
export function formOf(
  bytes: Uint8Array<ArrayBuffer>,
  fields: readonly (readonly [string, string])[],
): FormData {
  const form = new FormData();
  form.append('file', new Blob([bytes]), 'audio.wav');
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
