import { createFourierTransform } from './fourier.ts';
import { createGrowingBytes } from './growing-bytes.ts';
import { createLevelMeter } from './level-meter.ts';
import { createNoiseFloor, type FrameWithFloor } from './noise-floor.ts';
import { FRAME_SAMPLES, SAMPLE_RATE, type SpeechFeatures } from './speech-features.ts';
import { createTonalityMeter } from './tonality.ts';

/** Samples under one analysis window: 64 ms, long enough for four periods of the lowest voice. */
const WINDOW_SAMPLES = 1024;

/** Where the window of a frame begins, before the frame itself: both have the same middle. */
const LEAD_SAMPLES = (WINDOW_SAMPLES - FRAME_SAMPLES) / 2;

/** Bins from 0 to 4 kHz. Above lies little that tells speech from noise. */
export const SPECTRUM_BINS = (4000 * WINDOW_SAMPLES) / SAMPLE_RATE;

/** First bin looked at: 150 Hz. Below are rumble and most of the hum. */
export const FIRST_BIN = Math.round((150 * WINDOW_SAMPLES) / SAMPLE_RATE);

/** Power of a bin in white noise of -90 dBFS: quieter than the noise of any 16-bit recording worth hearing. */
const LEAST_POWER = (32_768 * 10 ** (-90 / 20)) ** 2 * WINDOW_SAMPLES * 0.375;

/** Computes the features of a recording while its samples pass by, in constant memory but for the result. */
export interface FeatureExtractor {
  /** Takes the next samples, any number of them. */
  push(samples: Int16Array): void;
  finish(): SpeechFeatures;
}

/** Makes an extractor for mono samples at 16 kHz. */
export function createFeatureExtractor(): FeatureExtractor {
  const level = createLevelMeter();
  const spectrum = createSpectrum();
  const noise = createNoiseFloor(SPECTRUM_BINS, LEAST_POWER);
  const measureTonality = createTonalityMeter(SPECTRUM_BINS, FIRST_BIN);
  const prominence = createGrowingBytes();
  const tonality = createGrowingBytes();

  const keep = (frames: readonly FrameWithFloor[]) => {
    for (const frame of frames) {
      const rise = prominenceOf(frame);
      prominence.push(rise);
      // Half of a lecture's frames are pauses; measuring nothing would take as long as measuring a voice.
      tonality.push(rise === 0 ? 0 : Math.round(255 * measureTonality(frame)));
    }
  };
  const window = createSlidingWindow((samples) => keep(noise.push(spectrum(samples))));

  return {
    push(samples) {
      level.push(samples);
      window.push(samples);
    },
    finish() {
      const levels = level.finish();
      window.finish(levels.length);
      keep(noise.finish());
      return {
        frameCount: levels.length,
        level: levels,
        prominence: prominence.finish(),
        tonality: tonality.finish(),
      };
    },
  };
}

/** Mean of the power over its floor across the speech band, in half decibels; each bin counts alike. */
function prominenceOf({ power, floor }: FrameWithFloor): number {
  let sum = 0;
  for (let bin = FIRST_BIN; bin < SPECTRUM_BINS; bin += 1) sum += (power[bin] ?? 0) / (floor[bin] ?? 1);
  const ratio = sum / (SPECTRUM_BINS - FIRST_BIN);
  return Math.max(0, Math.min(255, Math.round(20 * Math.log10(Math.max(ratio, 1e-9)))));
}

function createSpectrum(): (samples: Float64Array) => Float32Array {
  const transform = createFourierTransform(WINDOW_SAMPLES);
  const hann = Float64Array.from(
    { length: WINDOW_SAMPLES },
    (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / WINDOW_SAMPLES),
  );
  const power = new Float32Array(SPECTRUM_BINS);
  return (samples) => {
    // Digital silence has no spectrum; half a day of it should not take a minute to find out.
    if (samples.every((sample) => sample === 0)) return power.fill(0);
    for (let index = 0; index < WINDOW_SAMPLES; index += 2) {
      transform.even[index / 2] = (samples[index] ?? 0) * (hann[index] ?? 0);
      transform.odd[index / 2] = (samples[index + 1] ?? 0) * (hann[index + 1] ?? 0);
    }
    transform.run(SPECTRUM_BINS, (bin, real, imaginary) => {
      power[bin] = real * real + imaginary * imaginary;
    });
    return power;
  };
}

/** Calls back with the window around each frame; before the start and after the end lies silence. */
function createSlidingWindow(onWindow: (samples: Float64Array) => void) {
  const samples = new Float64Array(WINDOW_SAMPLES);
  let filled = LEAD_SAMPLES;
  let frames = 0;
  const push = (chunk: Int16Array) => {
    for (let taken = 0; taken < chunk.length;) {
      const piece = chunk.subarray(taken, taken + WINDOW_SAMPLES - filled);
      samples.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled < WINDOW_SAMPLES) return;
      onWindow(samples);
      frames += 1;
      samples.copyWithin(0, FRAME_SAMPLES);
      filled -= FRAME_SAMPLES;
    }
  };
  return {
    push,
    finish(frameCount: number) {
      const silence = new Int16Array(FRAME_SAMPLES);
      while (frames < frameCount) push(silence);
    },
  };
}
