import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createOpenAiConnection, type OpenAiConnection } from '../../../main/providers/openai-connection.ts';
import type { ProviderAccess } from '../../../main/providers/provider-access.ts';
import { NO_LATENCY } from '../../simulator/latency.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The instant all tests of providers happen at. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');

/** A simulator without latency that ends with the test. */
export async function simulatorFor(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ latency: NO_LATENCY, ...options });
  onTestFinished(() => simulator.stop());
  return simulator;
}

/** A connection with timeouts of tests; `change` replaces parts of its access. */
export function connectionTo(
  server: { readonly url: string; readonly apiKey?: string },
  change: Partial<ProviderAccess> = {},
): OpenAiConnection {
  const connection = createOpenAiConnection({
    baseUrl: () => server.url,
    credentials: () => Promise.resolve({ apiKey: server.apiKey ?? 'sk-test', baseUrl: server.url }),
    timeouts: () => ({
      connectTimeoutMs: 2_000,
      headerTimeoutMs: 2_000,
      bodyTimeoutMs: 2_000,
      totalTimeoutMs: 8_000,
    }),
    now: () => NOW,
    otherHostsAnswer: () => Promise.resolve(true),
    ...change,
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** Ruler speech as a WAV file. */
export async function rulerWav(durationMs = 12_000): Promise<Buffer> {
  const path = join(temporaryFolder(), 'ruler.wav');
  await writeRuler(path, { durationMs });
  return readFile(path);
}

/** Never aborted. */
export const ALWAYS = new AbortController().signal;
