import { z } from 'zod';
import type { Flashcards } from '../../../../preload/contract/artifact.ts';
import { difficultySchema, flashcardsSchema } from '../../../../preload/contract/artifact.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { groundItem, withoutRepeats } from '../grounding.ts';
import type { Limits } from '../limits.ts';
import { pickFairly, thinOut } from './choose-items.ts';
import { hasText } from './claims.ts';
import { groundingComplaints, sentenceComplaints } from './complaints.ts';
import { createRecipe, type Draft, type Reading } from './recipe.ts';
import { citationsField, listOf, oneOf } from './wire-fields.ts';

const MOST_TAGS = 5;

function wire(limits: Limits) {
  const card = z.strictObject({
    front: z.string().describe('What is asked'),
    back: z.string().describe(`The answer, at most ${limits.pointWords} words`),
    difficulty: oneOf(difficultySchema.options, 'How hard it is to know'),
    tags: listOf(z.string(), {
      most: MOST_TAGS,
      description: `0 to ${MOST_TAGS} subjects, one or two words each`,
    }),
    citations: citationsField,
  });
  return z.strictObject({
    cards: listOf(card, { ...{ least: 1, most: limits.cards }, description: `1 to ${limits.cards} cards` }),
  });
}
type WireFlashcards = z.infer<ReturnType<typeof wire>>;

/** Cards with a question and its answer. */
export const flashcardsRecipe = createRecipe<WireFlashcards, Flashcards>({
  type: 'flashcards',
  wire,
  content: flashcardsSchema,
  convert,
  merge: (parts, limits) => ({
    cards: [
      ...pickFairly(
        parts.map((part) => part.cards),
        limits.cards,
      ),
    ],
  }),
});

function convert(answer: WireFlashcards, { limits, knownIds }: Reading): Draft<Flashcards> {
  const read = answer.cards.map(({ front, back, difficulty, tags, citations }) => ({
    ...groundItem('card', front, citations, knownIds),
    front: cleanText(front),
    back: cleanText(back),
    difficulty: difficultySchema.catch('medium').parse(difficulty),
    tags: [...new Set(tags.map(cleanLine).filter(hasText))].slice(0, MOST_TAGS),
  }));
  const whole = read.filter(({ front, back }) => hasText(front) && hasText(back));
  if (whole.length === 0) return { content: null, complaints: ['There is no card with a front and a back.'] };
  const cards = thinOut(withoutRepeats(whole), limits.cards);
  const complaints = [
    ...(whole.length < read.length ? ['Some cards have an empty side.'] : []),
    ...groundingComplaints(cards),
    ...sentenceComplaints(
      cards.map((card) => card.back),
      limits,
    ),
  ];
  return { content: { cards: [...cards] }, complaints };
}
