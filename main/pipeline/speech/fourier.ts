/** A fast Fourier transform of one size, with its tables. */
export interface FourierTransform {
  /** Transforms in place. Both arrays have `size` entries. */
  run(real: Float64Array, imaginary: Float64Array): void;
}

/**
 * Radix-2 transform (Cooley and Tukey), forward, not scaled.
 * @param size a power of two
 */
export function createFourierTransform(size: number): FourierTransform {
  const cosines = Float64Array.from({ length: size / 2 }, (_, index) =>
    Math.cos((2 * Math.PI * index) / size),
  );
  const sines = Float64Array.from({ length: size / 2 }, (_, index) => Math.sin((2 * Math.PI * index) / size));
  const reversed = bitReversal(size);
  return {
    run(real, imaginary) {
      swapReversed(reversed, real, imaginary);
      for (let half = 1; half < size; half *= 2) {
        const tableStep = size / (2 * half);
        for (let block = 0; block < size; block += 2 * half) {
          for (let offset = 0; offset < half; offset += 1) {
            const cosine = cosines[offset * tableStep] ?? 0;
            const sine = sines[offset * tableStep] ?? 0;
            const low = block + offset;
            const high = low + half;
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
    },
  };
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
