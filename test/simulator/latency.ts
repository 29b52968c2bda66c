import { setTimeout as delay } from 'node:timers/promises';

/** How long the simulated server thinks. */
export type Latency = {
  /** Transcription: seconds of audio a second; 0 answers at once. */
  readonly speed: number;
  /** Text: time before the first token, in milliseconds. */
  readonly textBaseMs: number;
  /** Text: time for each token of output, in milliseconds. */
  readonly textTokenMs: number;
};

/** Answers everything as soon as it is computed. */
export const NO_LATENCY: Latency = { speed: 0, textBaseMs: 0, textTokenMs: 0 };

/** Transcription at 30 times real time; a text answer of 1000 tokens in 2.4 s. */
export const USUAL_LATENCY: Latency = { speed: 30, textBaseMs: 400, textTokenMs: 2 };

/** How long a transcription of this much audio takes. */
export function transcriptionMs(latency: Latency, audioSeconds: number): number {
  return latency.speed > 0 ? (audioSeconds * 1000) / latency.speed : 0;
}

/** How long a text answer of this many tokens takes. */
export function textMs(latency: Latency, outputTokens: number): number {
  return latency.textBaseMs + latency.textTokenMs * outputTokens;
}

/**
 * Waits until `totalMs` have passed since `startMs` (milliseconds since 1970), so that computing counts as thinking. Ends early,
 * without an error, when the signal fires.
 */
export async function waitUntil(startMs: number, totalMs: number, signal: AbortSignal): Promise<void> {
  const leftMs = startMs + totalMs - Date.now();
  if (leftMs <= 0 || signal.aborted) return;
  try {
    await delay(leftMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
