import { describe, expect, it } from 'vitest';

import { createFourierTransform } from '../../../main/pipeline/speech/fourier.ts';
import { createSeededRandom } from '../../support/audio/seeded-random.ts';

describe('the Fourier transform', () => {
  it('agrees with the definition on random signals', () => {
    const size = 64;
    const random = createSeededRandom(7);
    const signal = Array.from({ length: size }, () => random.next() - 0.5);
    const transform = createFourierTransform(size);
    signal.forEach((value, index) => {
      (index % 2 === 0 ? transform.even : transform.odd)[index >> 1] = value;
    });

    const errors: number[] = [];
    transform.run(size / 2, (bin, real, imaginary) => {
      const angle = (index: number) => (2 * Math.PI * bin * index) / size;
      const trueReal = signal.reduce((sum, value, index) => sum + value * Math.cos(angle(index)), 0);
      const trueImaginary = -signal.reduce((sum, value, index) => sum + value * Math.sin(angle(index)), 0);
      errors.push(Math.abs(trueReal - real), Math.abs(trueImaginary - imaginary));
    });

    expect(errors).toHaveLength(size);
    expect(Math.max(...errors)).toBeLessThan(1e-12);
  });
});
