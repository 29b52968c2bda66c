import { countWords, splitSentences } from '../words.ts';
import type { Limits } from '../limits.ts';

/** How far a limit may be passed before the model is asked to do it again; up to there the answer is trimmed. */
export const TOLERANCE = 1.5;
const SENTENCE_TOLERANCE = 2;

/** Said when nothing of an answer leads back to the recording. */
export const NOTHING_CITED = 'No item cites a transcript line that exists. Cite the ids in square brackets.';

/** Complains when nothing at all is grounded. */
export function groundingComplaints(items: readonly { readonly grounded: boolean }[]): readonly string[] {
  return items.some((item) => item.grounded) ? [] : [NOTHING_CITED];
}

/** Complains about sentences that are far longer than the preset wants them. */
export function sentenceComplaints(texts: readonly string[], limits: Limits): readonly string[] {
  const most = limits.sentenceWords * SENTENCE_TOLERANCE;
  const hasLong = texts.some((text) => splitSentences(text).some((sentence) => countWords(sentence) > most));
  return hasLong ? [`Some sentences are too long. Write at most ${limits.sentenceWords} words in each.`] : [];
}
