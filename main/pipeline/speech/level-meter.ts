import { createGrowingBytes } from './growing-bytes.ts';
import { FRAME_SAMPLES, SAMPLE_RATE } from './speech-features.ts';

/** Quietest level told apart, in dBFS. */
export const LOWEST_LEVEL_DB = -110;

/** Level meter of 20 ms frames. */
export interface LevelMeter {
  push(samples: Int16Array): void;
  /** One byte a frame, half decibels above -110 dBFS; a rest of less than a frame counts as one. */
  finish(): Uint8Array;
}

/**
 * Measures the level above 150 Hz frame by frame, sharp in time: pauses of 40 ms show.
 * Two one-pole high-pass filters keep rumble and mains hum from filling the pauses.
 */
export function createLevelMeter(): LevelMeter {
  const levels = createGrowingBytes();
  const decay = Math.exp((-2 * Math.PI * 150) / SAMPLE_RATE);
  let lastInput = 0;
  let first = 0;
  let lastFirst = 0;
  let second = 0;
  let energy = 0;
  let count = 0;
  const closeFrame = () => {
    const decibels = 10 * Math.log10(energy / count / 32_768 ** 2 + 1e-12);
    levels.push(Math.max(0, Math.min(255, Math.round(2 * (decibels - LOWEST_LEVEL_DB)))));
    energy = 0;
    count = 0;
  };
  return {
    push(samples) {
      // By index: iterating takes three times as long, and this runs for every sample of a recording.
      for (let index = 0; index < samples.length; index += 1) {
        const sample = samples[index] ?? 0;
        first = decay * (first + sample - lastInput);
        lastInput = sample;
        second = decay * (second + first - lastFirst);
        lastFirst = first;
        energy += second * second;
        count += 1;
        if (count === FRAME_SAMPLES) closeFrame();
      }
    },
    finish() {
      if (count > 0) closeFrame();
      return levels.finish();
    },
  };
}
