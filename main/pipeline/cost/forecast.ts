import type { ArtifactType } from '../../../preload/contract/artifact.ts';
import { artifactTypeSchema } from '../../../preload/contract/artifact.ts';
import type { Preset } from '../../../preload/contract/course.ts';
import type { Prices } from '../../../preload/contract/prices.ts';
import { expectedOutputTokens } from './expected-tokens.ts';
import { priceOf } from './price-of.ts';

/** What is known of a lecture before anything is paid. */
export interface ForecastInput {
  /** Speech that will be sent; the whole recording while it has not been listened to. 0 for an imported transcript. */
  readonly audioMs: number;
  /** Words of an imported transcript; null when they are still to be heard. */
  readonly words: number | null;
  readonly transcriptionModel: string;
  readonly generationModel: string;
  readonly preset: Preset;
  /** The artifacts that will be made; all by default. */
  readonly artifacts?: readonly ArtifactType[];
}

/** A forecast in micro US dollars, or the models whose price nobody has entered. */
export type Forecast =
  | { readonly microUsd: number; readonly unpricedModels: readonly [] }
  | { readonly microUsd: null; readonly unpricedModels: readonly string[] };

/** Lecturing speed; the figure the published costs an hour are worked out with. */
const WORDS_PER_MINUTE = 150;
const MS_PER_MINUTE = 60_000;
/** Tokens of running speech, English as measured with o200k_base, with the share of the segment ids at the lines' beginnings. */
const TOKENS_PER_WORD = 1.35;
const ID_TOKENS_PER_WORD = 0.4;
/** Instructions, preset and schema of one request. */
const REQUEST_TOKENS = 1_500;

/** What a lecture will cost: its speech transcribed once, its transcript read once for every artifact. Never a guess at a price. */
export function forecastLecture(input: ForecastInput, prices: Prices): Forecast {
  const transcription =
    input.audioMs === 0
      ? 0
      : priceOf(prices, input.transcriptionModel, {
          audioMs: input.audioMs,
          inputTokens: null,
          outputTokens: null,
        });
  const generation = forecastGeneration(input, prices);
  if (transcription !== null && generation !== null) {
    return { microUsd: transcription + generation, unpricedModels: [] };
  }
  const unpriced = [
    ...(transcription === null ? [input.transcriptionModel] : []),
    ...(generation === null ? [input.generationModel] : []),
  ];
  return { microUsd: null, unpricedModels: [...new Set(unpriced)] };
}

function forecastGeneration(input: ForecastInput, prices: Prices): number | null {
  const words = input.words ?? (input.audioMs / MS_PER_MINUTE) * WORDS_PER_MINUTE;
  const transcriptTokens = Math.ceil(words * (TOKENS_PER_WORD + ID_TOKENS_PER_WORD));
  let total = 0;
  for (const type of input.artifacts ?? artifactTypeSchema.options) {
    const cost = priceOf(prices, input.generationModel, {
      audioMs: null,
      inputTokens: transcriptTokens + REQUEST_TOKENS,
      outputTokens: expectedOutputTokens(type, input.preset),
    });
    if (cost === null) return null;
    total += cost;
  }
  return total;
}
