import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPrice, priceOf, toMicroUsd } from '../../../main/pipeline/cost/price-of.ts';
import { readShippedPrices } from '../../../main/pipeline/cost/price-table.ts';
import type { Usage } from '../../../main/pipeline/provider-port.ts';

const prices = readShippedPrices(path.resolve('resources'));
const tokens = (inputTokens: number, outputTokens: number): Usage => ({
  audioMs: null,
  inputTokens,
  outputTokens,
});
const audio = (audioMs: number): Usage => ({ audioMs, inputTokens: null, outputTokens: null });

describe('the shipped price table', () => {
  test('says where it comes from and from which day it is', () => {
    expect(prices.source).toMatch(/^https:/);
    expect(prices.date).toBe('2026-11-23');
    expect(prices.edited).toBe(false);
  });

  test('knows the default models', () => {
    expect(priceOf(prices, 'gpt-transcribe', audio(3_600_000))).toBe(270_000);
    expect(priceOf(prices, 'gpt-6-luna', tokens(1_000_000 / 10, 0))).toBe(10_000);
    expect(priceOf(prices, 'gpt-6-luna', tokens(0, 1_000_000))).toBe(500_000);
  });

  test('prices a dated snapshot like its family and an unknown model not at all', () => {
    expect(findPrice(prices, 'gpt-4o-mini-transcribe-2025-12-15')?.model).toBe('gpt-4o-mini-transcribe');
    expect(priceOf(prices, 'somebodys-model', tokens(10, 10))).toBeNull();
  });
});

describe('the price of a call', () => {
  test('doubles the input above the long-context limit and not at it', () => {
    expect(priceOf(prices, 'gpt-6-luna', tokens(272_000, 0))).toBe(27_200);
    expect(priceOf(prices, 'gpt-6-luna', tokens(272_001, 0))).toBe(54_401);
  });

  test('is rounded up, so that many small calls are not free', () => {
    expect(priceOf(prices, 'gpt-6-luna', tokens(1, 0))).toBe(1);
    expect(priceOf(prices, 'gpt-transcribe', audio(1))).toBe(1);
  });

  test('is unknown where the usage does not say what the price is asked for', () => {
    expect(priceOf(prices, 'gpt-transcribe', tokens(10, 10))).toBeNull();
    expect(priceOf(prices, 'gpt-6-luna', audio(1_000))).toBeNull();
    expect(priceOf(prices, 'gpt-6-luna', { audioMs: null, inputTokens: 10, outputTokens: null })).toBeNull();
  });

  test('is a whole number of micro dollars, never negative, never falls with use, and two calls cost what one does', () => {
    const amount = fc.nat({ max: 270_000 / 2 });
    fc.assert(
      fc.property(amount, amount, amount, amount, (inputA, outputA, inputB, outputB) => {
        const one = priceOf(prices, 'gpt-6-luna', tokens(inputA, outputA)) ?? -1;
        const other = priceOf(prices, 'gpt-6-luna', tokens(inputB, outputB)) ?? -1;
        const both = priceOf(prices, 'gpt-6-luna', tokens(inputA + inputB, outputA + outputB)) ?? -1;
        expect(Number.isSafeInteger(both)).toBe(true);
        expect(Math.min(one, other)).toBeGreaterThanOrEqual(0);
        expect(both).toBeGreaterThanOrEqual(Math.max(one, other));
        expect(one + other - both).toBeGreaterThanOrEqual(0);
        expect(one + other - both).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('of audio follows the minutes to the micro dollar', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 * 3_600_000 }), (audioMs) => {
        const exact = (audioMs / 60_000) * 4_500;
        const price = priceOf(prices, 'gpt-transcribe', audio(audioMs)) ?? -1;
        expect(price - exact).toBeGreaterThan(-0.001);
        expect(price - exact).toBeLessThan(1);
      }),
    );
  });
});

test('a sum of dollars is kept to the micro dollar', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000_000_000 }), (microUsd) => {
      expect(toMicroUsd(microUsd / 1_000_000)).toBe(microUsd);
    }),
  );
});
