import { describe, expect, test } from 'vitest';
import { chooseModel, fallbackModel } from '../../../main/pipeline/generation/choose-model.ts';
import { contextOf, requestBudget } from '../../../main/pipeline/generation/model-context.ts';
import { createModelCatalog } from '../../simulator/model-catalog.ts';
import { failureOf } from '../../support/failure-of.ts';

const NOW = Date.UTC(2026, 10, 23);
const listed = createModelCatalog()
  .list()
  .map(({ id, shutdownDate }) => ({ id, shutdownDate }));

describe('the fallback model', () => {
  const fallback = (change: Partial<Parameters<typeof fallbackModel>[0]>) =>
    fallbackModel({ mainModel: 'gpt-6-luna', chosen: null, listed, now: NOW, ...change });

  test('is the one a person chose, unless that is the main model', () => {
    expect(fallback({ chosen: 'mine' })).toBe('mine');
    expect(fallback({ chosen: 'gpt-6-luna' })).toBeNull();
  });

  test('is otherwise a text model of the live list that does not end within 60 days', () => {
    expect(fallback({})).toBe('gpt-6.1-terra');
    const day = (days: number): string => new Date(NOW + days * 86_400_000).toISOString().slice(0, 10);
    expect(fallback({ listed: [{ id: 'gpt-7', shutdownDate: day(60) }] })).toBeNull();
    expect(fallback({ listed: [{ id: 'gpt-7', shutdownDate: day(61) }] })).toBe('gpt-7');
  });

  test('is none where only speech models or nothing is listed', () => {
    const speech = ['gpt-transcribe', 'whisper-1', 'gpt-4o-transcribe', 'gpt-9-realtime', 'text-embedding-4'];
    expect(fallback({ listed: speech.map((id) => ({ id, shutdownDate: null })) })).toBeNull();
    expect(fallback({ listed: [] })).toBeNull();
  });

  test("is of the main model's family first, then the highest version", () => {
    const list = ['gpt-5', 'gpt-10', 'gpt-6.1-terra'].map((id) => ({ id, shutdownDate: null }));
    expect(fallback({ listed: list })).toBe('gpt-6.1-terra');
    expect(fallback({ listed: list, mainModel: 'gpt-4o' })).toBe('gpt-10');
  });
});

describe('the model that writes', () => {
  const held = (...models: string[]) => ({
    ...{ mainModel: 'main', fallback: 'other', isFallbackForced: false },
    isHeld: (model: string) => models.includes(model),
  });

  test.each([
    ['main when nothing is held', held(), 'main'],
    ['the fallback while the main model is held', held('main'), 'other'],
    ['main when both are held', held('main', 'other'), 'main'],
    ['the fallback by hand', { ...held(), isFallbackForced: true }, 'other'],
    ['main when there is no fallback', { ...held('main'), isFallbackForced: true, fallback: null }, 'main'],
  ] as const)('is %s', (_name, input, model) => {
    expect(chooseModel(input)).toBe(model);
  });
});

describe('the budget of a request', () => {
  const roughly = (text: string): number => Math.ceil(text.length / 4);

  test('comes from the published size of the model, of its snapshots too, else from a cautious one', () => {
    expect(contextOf('gpt-6-luna-2026-09-01').contextTokens).toBe(1_050_000);
    expect(contextOf('gpt-4o-mini').contextTokens).toBe(128_000);
    expect(contextOf('llama-9').contextTokens).toBe(128_000);
  });

  test('leaves room for instructions, output and a margin', () => {
    const { inputTokens, maxOutputTokens } = requestBudget('llama-9', null, 'x'.repeat(4_000), roughly);
    expect(inputTokens + maxOutputTokens + 1_000).toBeLessThan(128_000);
    expect(inputTokens).toBeGreaterThan(100_000);
  });

  test('of a person is what is sent; a small one on an unknown server asks for less output too', () => {
    expect(requestBudget('gpt-6-luna', 5_000, 'x'.repeat(4_000), roughly)).toEqual({
      inputTokens: 3_800,
      maxOutputTokens: 128_000,
    });
    expect(requestBudget('llama-9', 5_000, '', roughly).maxOutputTokens).toBe(8_000);
  });

  test('that the instructions fill is too small', () => {
    expect(failureOf(() => requestBudget('llama-9', 2_000, 'x'.repeat(8_000), roughly)).code).toBe(
      'CONTEXT_TOO_SMALL',
    );
  });
});
