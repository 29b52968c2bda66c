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
      for (let span = 1; span < half; span *= 2) combine({ even, odd }, span, cosines, sines);
      for (let bin = 0; bin < binCount; bin += 1) {
        const mirror = bin === 0 ? 0 : half - bin;
        const evenReal = (at(even, bin) + at(even, mirror)) / 2;
        const evenImaginary = (at(odd, bin) - at(odd, mirror)) / 2;
        const oddReal = (at(odd, bin) + at(odd, mirror)) / 2;
        const oddImaginary = (at(even, mirror) - at(even, bin)) / 2;
        const cosine = at(cosines, bin);
        const sine = at(sines, bin);
        const real = evenReal + oddReal * cosine + oddImaginary * sine;
        take(bin, real, evenImaginary + oddImaginary * cosine - oddReal * sine);
      }
    },
  };
}

/** Reads without a bounds check in every formula; all indexes here are inside by construction. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

/**
 * One layer of butterflies: pairs of transforms of length `span` become transforms of twice that.
 * The halves serve as real and imaginary part of one complex signal.
 */
function combine(
  { even: real, odd: imaginary }: { readonly even: Float64Array; readonly odd: Float64Array },
  span: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const step = cosines.length / span;
  for (let block = 0; block < real.length; block += 2 * span) {
    for (let offset = 0; offset < span; offset += 1) {
      const cosine = at(cosines, offset * step);
      const sine = at(sines, offset * step);
      const low = block + offset;
      const high = low + span;
      const turnedReal = at(real, high) * cosine + at(imaginary, high) * sine;
      const turnedImaginary = at(imaginary, high) * cosine - at(real, high) * sine;
      const lowReal = at(real, low);
      const lowImaginary = at(imaginary, low);
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
    const keptReal = at(real, index);
    const keptImaginary = at(imaginary, index);
    real[index] = at(real, other);
    imaginary[index] = at(imaginary, other);
    real[other] = keptReal;
    imaginary[other] = keptImaginary;
  }
}
