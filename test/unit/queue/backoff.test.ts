import fc from 'fast-check';
import { expect, it } from 'vitest';

import { backoffDelay, doublingDelay } from '../../../main/queue/backoff.ts';

const range = { baseMs: 2_000, capMs: 900_000 };

it('lies between half and all of the doubled base, for every count and chance', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (count, random) => {
        const full = Math.min(900_000, 2_000 * 2 ** Math.min(count - 1, 100));
        const delay = backoffDelay(count, range, random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(delay).toBeLessThanOrEqual(full);
      },
    ),
  );
});

it('never has a falling bound', () => {
  for (let count = 1; count < 3_000; count += 1) {
    expect(doublingDelay(count + 1, range)).toBeGreaterThanOrEqual(doublingDelay(count, range));
  }
});

it('has the waits of the design', () => {
  const waits = Array.from({ length: 8 }, (_, index) => backoffDelay(index + 1, range, 0));
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000]);
  expect(backoffDelay(1, range, 0.999)).toBe(1_999);
});
