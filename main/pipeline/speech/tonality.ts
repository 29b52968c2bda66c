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
  const lagCount = LONGEST_PERIOD_MS * LAGS_PER_MS + 1;
  const fading = Float64Array.from({ length: lagCount }, (_, lag) => hannOverlap(lag));
  return ({ power, floor }) => {
    transform.even.fill(0);
    transform.odd.fill(0);
    for (let bin = firstBin; bin < bins; bin += 1) {
      const magnitude = Math.sqrt(Math.max(0, (power[bin] ?? 0) - (floor[bin] ?? 0)));
      // The other half of the spectrum mirrors this one; it has the same parity, as the size is even.
      const half = bin % 2 === 0 ? transform.even : transform.odd;
      half[bin >> 1] = magnitude;
      half[(size - bin) >> 1] = magnitude;
    }
    let whole = 0;
    let highest = 0;
    transform.run(lagCount, (lag, correlation) => {
      if (lag === 0) whole = correlation;
      else if (lag >= SHORTEST_PERIOD_MS * LAGS_PER_MS)
        highest = Math.max(highest, correlation / (fading[lag] ?? 1));
    });
    return whole <= 0 ? 0 : Math.min(1, highest / whole);
  };
}

/** How much of a Hann window overlaps with itself after a shift: even a pure tone's autocorrelation fades so. */
function hannOverlap(lag: number): number {
  const shift = lag / LAGS_PER_MS / WINDOW_MS;
  return (
    (1 - shift) * (2 / 3 + Math.cos(2 * Math.PI * shift) / 3) + Math.sin(2 * Math.PI * shift) / (2 * Math.PI)
  );
}
