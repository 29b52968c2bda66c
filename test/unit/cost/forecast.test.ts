import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Preset } from '../../../preload/contract/course.ts';
import { forecastLecture, type ForecastInput } from '../../../main/pipeline/cost/forecast.ts';
import { readShippedPrices } from '../../../main/pipeline/cost/price-table.ts';
import { readPresets } from '../../../main/pipeline/generation/presets.ts';

const HOUR_MS = 3_600_000;
const prices = readShippedPrices(path.resolve('resources'));
const presets = readPresets(path.resolve('resources'));

describe('the forecast of a lecture', () => {
  test('of an hour is the speech plus a few cents for the material', () => {
    const { microUsd } = forecastLecture(inputOf({}), prices);
    // Published arithmetic: 0.27 for the speech, 0.01 to 0.02 for the material.
    expect(microUsd).toBeGreaterThan(275_000);
    expect(microUsd).toBeLessThan(300_000);
  });

  test('grows with the recording and with what the preset asks for', () => {
    const hour = forecastLecture(inputOf({}), prices).microUsd ?? 0;
    expect(forecastLecture(inputOf({ audioMs: 2 * HOUR_MS }), prices).microUsd).toBeGreaterThan(hour * 1.8);
    const short = inputOf({ preset: presetOf('neurodivergent-friendly-mode') });
    expect(forecastLecture(short, prices).microUsd).toBeLessThan(hour);
  });

  test('of an imported transcript has no speech in it', () => {
    const { microUsd } = forecastLecture(inputOf({ audioMs: 0, words: 9_000 }), prices);
    expect(microUsd).toBeGreaterThan(5_000);
    expect(microUsd).toBeLessThan(30_000);
  });

  test('of fewer artifacts is cheaper', () => {
    const all = forecastLecture(inputOf({ audioMs: 0, words: 9_000 }), prices).microUsd ?? 0;
    const one = forecastLecture(inputOf({ audioMs: 0, words: 9_000, artifacts: ['summary'] }), prices);
    expect(one.microUsd).toBeLessThan(all / 3);
  });

  test('is unknown rather than a guess, and names the models without a price', () => {
    expect(forecastLecture(inputOf({ generationModel: 'local' }), prices)).toEqual({
      microUsd: null,
      unpricedModels: ['local'],
    });
    expect(
      forecastLecture(inputOf({ generationModel: 'local', transcriptionModel: 'local' }), prices),
    ).toEqual({ microUsd: null, unpricedModels: ['local'] });
  });
});

function inputOf(change: Partial<ForecastInput>): ForecastInput {
  return {
    ...{ audioMs: HOUR_MS, words: null, transcriptionModel: 'gpt-transcribe', generationModel: 'gpt-6-luna' },
    preset: presetOf('exam-mode'),
    ...change,
  };
}

function presetOf(id: string): Preset {
  const preset = presets.find((candidate) => candidate.id === id);
  if (preset === undefined) throw new Error(`No preset ${id}`);
  return preset;
}
