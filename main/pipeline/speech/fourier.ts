/**
 * Fast Fourier transform of real signals (radix 2, Cooley and Tukey), with its tables and room to work.
 * A real signal of `size` samples is transformed as a complex one of half the size.
 */
export interface FourierTransform {
  /** Where the signal goes before `run`: even samples into `even`, odd ones into `odd`. Overwritten by `run`. */
  readonly even: Float64Array;
  readonly odd: Float64Array;
  /**
   * Transforms what stands in `even` and `odd` and hands over the bins 0 to `binCount` - 1, not scaled.
   * @param binCount at most half the size
   */
  run(binCount: number, take: (bin: number, real: number, imaginary: number) => void): void;
}

/** @param size a power of two, at least 4 */
export function createFourierTransform(size: number): FourierTransform {
  const half = size / 2;
  const even = new Float64Array(half);
  const odd = new Float64Array(half);
  const cosines = Float64Array.from({ length: half }, (_, index) => Math.cos((2 * Math.PI * index) / size));
  const sines = Float64Array.from({ length: half }, (_, index) => Math.sin((2 * Math.PI * index) / size));
  const reversed = bitReversal(half);
  return {
    even,
    odd,
    run(binCount, take) {
      swapReversed(reversed, even, odd);
      for (let span = 1; span < half; span *= 2) combine(even, odd, span, cosines, sines);
      for (let bin = 0; bin < binCount; bin += 1) {
        const mirror = bin === 0 ? 0 : half - bin;
        const sumReal = ((even[bin] ?? 0) + (even[mirror] ?? 0)) / 2;
        const sumImaginary = ((odd[bin] ?? 0) - (odd[mirror] ?? 0)) / 2;
        const oddReal = ((odd[bin] ?? 0) + (odd[mirror] ?? 0)) / 2;
        const oddImaginary = ((even[mirror] ?? 0) - (even[bin] ?? 0)) / 2;
        const cosine = cosines[bin] ?? 0;
        const sine = sines[bin] ?? 0;
        take(
          bin,
          sumReal + oddReal * cosine + oddImaginary * sine,
          sumImaginary + oddImaginary * cosine - oddReal * sine,
        );
      }
    },
  };
}

/** One layer of butterflies: pairs of transforms of length `span` become transforms of twice that. */
function combine(
  real: Float64Array,
  imaginary: Float64Array,
  span: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const step = cosines.length / span;
  for (let block = 0; block < real.length; block += 2 * span) {
    for (let offset = 0; offset < span; offset += 1) {
      const cosine = cosines[offset * step] ?? 0;
      const sine = sines[offset * step] ?? 0;
      const low = block + offset;
      const high = low + span;
      const highReal = real[high] ?? 0;
      const highImaginary = imaginary[high] ?? 0;
      const turnedReal = highReal * cosine + highImaginary * sine;
      const turnedImaginary = highImaginary * cosine - highReal * sine;
      const lowReal = real[low] ?? 0;
      const lowImaginary = imaginary[low] ?? 0;
      real[high] = lowReal - turnedReal;
      imaginary[high] = lowImaginary - turnedImaginary;
      real[low] = lowReal + turnedReal;
      imaginary[low] = lowImaginary + turnedImaginary;
    }
  }
}

function bitReversal(size: number): Uint32Array {
  const bits = Math.log2(size);
  return Uint32Array.from({ length: size }, (_, index) => {
    let result = 0;
    for (let bit = 0; bit < bits; bit += 1) result |= ((index >> bit) & 1) << (bits - 1 - bit);
    return result;
  });
}

function swapReversed(reversed: Uint32Array, real: Float64Array, imaginary: Float64Array): void {
  for (let index = 0; index < reversed.length; index += 1) {
    const other = reversed[index] ?? 0;
    if (other <= index) continue;
    const keptReal = real[index] ?? 0;
    const keptImaginary = imaginary[index] ?? 0;
    real[index] = real[other] ?? 0;
    imaginary[index] = imaginary[other] ?? 0;
    real[other] = keptReal;
    imaginary[other] = keptImaginary;
  }
}
