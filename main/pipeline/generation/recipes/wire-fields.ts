import { z } from 'zod';

/** Bounds of a list. They stand in the schema that is sent; what comes back is trimmed rather than refused. */
interface ListBounds {
  readonly least?: number;
  readonly most: number;
  readonly description: string;
}

/** A list whose bounds are told to the server but not held against the answer. */
export function listOf<Item extends z.ZodType>(item: Item, { least = 0, most, description }: ListBounds) {
  return z.array(item).meta({ minItems: least, maxItems: Math.max(least, most), description });
}

/** One of some words; another word is for the reader of the answer to judge, item by item. */
export function oneOf(values: readonly string[], description: string) {
  return z.string().meta({ enum: [...values], description });
}

/** The segments an item rests on. */
export const citationsField = listOf(z.string(), {
  most: 8,
  description: 'Ids of the transcript lines this rests on, such as s12',
});

/** A statement with its sources. */
export function claimField(mostWords: number) {
  return z.strictObject({
    text: z.string().describe(`Markdown without HTML, at most ${mostWords} words`),
    citations: citationsField,
  });
}
export type WireClaim = z.infer<ReturnType<typeof claimField>>;

/**
 * The JSON schema that is sent: every property required, no others allowed, only keywords that strict structured output knows.
 * zod writes it so for strict objects; the dialect is left out because servers take it for an unknown keyword.
 */
export function toJsonSchema(wire: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(wire);
  return schema;
}
