import { z } from 'zod';
import type { KeyTerms } from '../../../../preload/contract/artifact.ts';
import { keyTermsSchema } from '../../../../preload/contract/artifact.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { groundItem, withoutRepeats } from '../grounding.ts';
import type { Limits } from '../limits.ts';
import { pickFairly, thinOut } from './choose-items.ts';
import { hasText } from './claims.ts';
import { groundingComplaints, sentenceComplaints } from './complaints.ts';
import { createRecipe, type Draft, type Reading } from './recipe.ts';
import { citationsField, listOf } from './wire-fields.ts';

function wire(limits: Limits) {
  const term = z.strictObject({
    term: z.string().describe('The term itself, at most 8 words'),
    definition: z.string().describe(`At most ${limits.pointWords} words`),
    example: z.string().nullable().describe('An example from the lecture; null when it gives none'),
    citations: citationsField,
  });
  return z.strictObject({
    terms: listOf(term, { ...{ least: 1, most: limits.terms }, description: `1 to ${limits.terms} terms` }),
  });
}
type WireKeyTerms = z.infer<ReturnType<typeof wire>>;

/** Terms with their definitions and, where the lecture gives one, an example. */
export const keyTermsRecipe = createRecipe<WireKeyTerms, KeyTerms>({
  type: 'key-terms',
  wire,
  content: keyTermsSchema,
  convert,
  merge: (parts, limits) => ({
    terms: [
      ...pickFairly(
        parts.map((part) => part.terms),
        limits.terms,
      ),
    ],
  }),
});

function convert(answer: WireKeyTerms, { limits, knownIds }: Reading): Draft<KeyTerms> {
  const read = answer.terms.map(({ term, definition, example, citations }) => ({
    ...groundItem('term', term, citations, knownIds),
    term: cleanLine(term),
    definition: cleanText(definition),
    example: example !== null && hasText(example) ? cleanText(example) : null,
  }));
  const whole = read.filter(({ term, definition }) => hasText(term) && hasText(definition));
  if (whole.length === 0) return { content: null, complaints: ['There is no term with a definition.'] };
  const terms = thinOut(withoutRepeats(whole), limits.terms);
  const complaints = [
    ...(whole.length < read.length ? ['Some terms have no name or no definition.'] : []),
    ...groundingComplaints(terms),
    ...sentenceComplaints(
      terms.map((term) => term.definition),
      limits,
    ),
  ];
  return { content: { terms: [...terms] }, complaints };
}
