import type { ModelPrice, Prices } from '../../../preload/contract/prices.ts';
import type { Usage } from '../provider-port.ts';

/** Micro US dollars in one US dollar. */
const MICRO_USD_PER_USD = 1_000_000;

const MS_PER_MINUTE = 60_000;
/** Smaller differences are noise of binary fractions, not money. */
const NOISE_MICRO_USD = 1e-6;
/** Dated snapshots cost what their family costs: `gpt-4o-mini-transcribe-2025-12-15`. */
const SNAPSHOT_DATE = /-\d{4}-\d{2}-\d{2}$/;

/** The price of a model, or of the family a dated snapshot belongs to; null when the table has neither. */
export function findPrice(prices: Prices, model: string): ModelPrice | null {
  const named = (id: string): ModelPrice | undefined => prices.models.find((price) => price.model === id);
  return named(model) ?? named(model.replace(SNAPSHOT_DATE, '')) ?? null;
}

/**
 * What a call costs by its usage, in whole micro US dollars, rounded up. Audio is priced by the minute where the model has such a price,
 * everything else by tokens. Null means unknown: no price for the model, or usage that does not say what the price is asked for.
 */
export function priceOf(prices: Prices, model: string, usage: Usage): number | null {
  const price = findPrice(prices, model);
  if (price === null) return null;
  if (price.perAudioMinute !== null && usage.audioMs !== null) {
    return roundUp((usage.audioMs / MS_PER_MINUTE) * price.perAudioMinute * MICRO_USD_PER_USD);
  }
  return priceOfTokens(price, usage);
}

/** A sum a person typed, in whole micro US dollars. */
export function toMicroUsd(dollars: number): number {
  return Math.round(dollars * MICRO_USD_PER_USD);
}

/** US dollars for a million tokens are micro US dollars for one. */
function priceOfTokens(price: ModelPrice, usage: Usage): number | null {
  const { perMillionInputTokens, perMillionOutputTokens, longContext } = price;
  const { inputTokens, outputTokens } = usage;
  if (perMillionInputTokens === null || perMillionOutputTokens === null) return null;
  if (inputTokens === null || outputTokens === null) return null;
  const isLong = longContext !== null && inputTokens > longContext.aboveTokens;
  const inputFactor = isLong ? longContext.inputFactor : 1;
  return roundUp(inputTokens * perMillionInputTokens * inputFactor + outputTokens * perMillionOutputTokens);
}

function roundUp(microUsd: number): number {
  return Math.max(0, Math.ceil(microUsd - NOISE_MICRO_USD));
}
