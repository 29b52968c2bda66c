import { createGrowingBytes } from './growing-bytes.ts';
import { SAMPLE_RATE } from './speech-features.ts';

/** Peaks a second: finer than a pixel of any lecture longer than two minutes. */
export const PEAKS_PER_SECOND = 10;

const SAMPLES_PER_PEAK = SAMPLE_RATE / PEAKS_PER_SECOND;

/** Collects the waveform while samples pass by. */
export interface PeakMeter {
  push(samples: Int16Array): void;
  /** The highest absolute sample of each tenth of a second, 0 to 255; the last one may cover less. */
  finish(): Uint8Array;
}

/** Makes a meter for samples at 16 kHz. */
export function createPeakMeter(): PeakMeter {
  const peaks = createGrowingBytes();
  let highest = 0;
  let count = 0;
  return {
    push(samples) {
      for (let index = 0; index < samples.length; index += 1) {
        highest = Math.max(highest, Math.abs(samples[index] ?? 0));
        count += 1;
        if (count < SAMPLES_PER_PEAK) continue;
        peaks.push(inByte(highest));
        highest = 0;
        count = 0;
      }
    },
    finish() {
      if (count > 0) peaks.push(inByte(highest));
      return peaks.finish();
    },
  };
}

function inByte(peak: number): number {
  return Math.round((peak * 255) / 32_768);
}
