import type { Claim } from '../../../../preload/contract/artifact.ts';
import { cleanText } from '../clean-text.ts';
import { groundItem, withoutRepeats } from '../grounding.ts';
import { countWords, splitAtSentences } from '../words.ts';
import { thinOut } from './choose-items.ts';
import { TOLERANCE } from './complaints.ts';
import type { Reading } from './recipe.ts';
import type { WireClaim } from './wire-fields.ts';

/** Statements of an answer as points: cleaned, grounded, far too long ones divided at sentence ends, at most as many as are allowed. */
export function toPoints(wire: readonly WireClaim[], reading: Reading): Claim[] {
  const { pointWords, points } = reading.limits;
  const claims = wire.flatMap(({ text, citations }) => {
    const clean = cleanText(text);
    const isLong = countWords(clean) > pointWords * TOLERANCE;
    const pieces = isLong ? splitAtSentences(clean, pointWords) : [clean];
    return pieces.filter(hasText).map((piece) => toClaim({ text: piece, citations }, reading));
  });
  return [...thinOut(withoutRepeats(claims), points)];
}

/** One statement, cleaned and grounded. */
export function toClaim({ text, citations }: WireClaim, { knownIds }: Reading): Claim {
  const clean = cleanText(text);
  return { ...groundItem('claim', clean, citations, knownIds), text: clean };
}

/** True for a text in which something can be read. */
export function hasText(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
