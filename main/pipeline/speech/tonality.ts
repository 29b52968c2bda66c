import { createFourierTransform } from './fourier.ts';
import type { FrameWithFloor } from './noise-floor.ts';

/** Range of periods looked at, in milliseconds: voices from 70 to 400 Hz. */
const SHORTEST_PERIOD_MS = 2.5;
const LONGEST_PERIOD_MS = 14;

/** The spectrum reaches to 4 kHz, so its transform has a resolution of 1/8 ms. */
const LAGS_PER_MS = 8;

/** Width of the analysis window the spectra come from. */
const WINDOW_MS = 64;

/**
 * Makes a meter of how periodic that part of a frame is which rises above the noise: the highest peak of its
 * autocorrelation among the periods of voices, 0 to 1. Taken from magnitudes instead of powers, so that one strong
 * formant does not hide the harmonics (compare T. Tolonen and M. Karjalainen, "A computationally efficient
 * multipitch analysis model", 2000).
 */
export function createTonalityMeter(bins: number, firstBin: number): (frame: FrameWithFloor) => number {
  const size = 2 * bins;
  const transform = createFourierTransform(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const fading = Float64Array.from({ length: LONGEST_PERIOD_MS * LAGS_PER_MS + 2 }, (_, lag) =>
    hannOverlap(lag),
  );
  return ({ power, floor }) => {
    real.fill(0);
    imaginary.fill(0);
    for (let bin = firstBin; bin < bins; bin += 1) {
      const magnitude = Math.sqrt(Math.max(0, (power[bin] ?? 0) - (floor[bin] ?? 0)));
      real[bin] = magnitude;
      real[size - bin] = magnitude;
    }
    transform.run(real, imaginary);
    const whole = real[0] ?? 0;
    if (whole <= 0) return 0;
    let highest = 0;
    for (let lag = SHORTEST_PERIOD_MS * LAGS_PER_MS; lag <= LONGEST_PERIOD_MS * LAGS_PER_MS; lag += 1) {
      highest = Math.max(highest, (real[lag] ?? 0) / (fading[lag] ?? 1));
    }
    return Math.min(1, highest / whole);
  };
}

/** How much of a Hann window overlaps with itself after a shift: even a pure tone's autocorrelation fades so. */
function hannOverlap(lag: number): number {
  const shift = lag / LAGS_PER_MS / WINDOW_MS;
  return (
    (1 - shift) * (2 / 3 + Math.cos(2 * Math.PI * shift) / 3) + Math.sin(2 * Math.PI * shift) / (2 * Math.PI)
  );
}
