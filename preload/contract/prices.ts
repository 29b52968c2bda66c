import { z } from 'zod';

/** The price of one model in US dollars. A null means: not priced this way. */
export const modelPriceSchema = z.object({
  model: z.string().min(1),
  perAudioMinute: z.number().nonnegative().nullable(),
  perMillionInputTokens: z.number().nonnegative().nullable(),
  perMillionOutputTokens: z.number().nonnegative().nullable(),
  /** Above this many input tokens in one request the input price is multiplied. */
  longContext: z
    .object({ aboveTokens: z.number().int().positive(), inputFactor: z.number().positive() })
    .nullable(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** The price table, with where it comes from and the day it was read. `edited` once a person changed it. */
export const pricesSchema = z.object({
  source: z.string(),
  date: z.iso.date(),
  edited: z.boolean(),
  models: z.array(modelPriceSchema),
});
export type Prices = z.infer<typeof pricesSchema>;
