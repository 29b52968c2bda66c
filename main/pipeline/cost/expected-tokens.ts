import type { ArtifactType } from '../../../preload/contract/artifact.ts';
import type { Preset } from '../../../preload/contract/course.ts';

/** Tokens of one item with its citations and the JSON around it, by type. */
const TOKENS_PER_ITEM = { 'key-terms': 110, flashcards: 110, 'exam-questions': 220 } as const;
const TOKENS_PER_WORD = 1.35;
/** JSON and citations around a word of prose. */
const JSON_FACTOR = 1.5;
/** An outline says in points what the summary says in sentences. */
const OUTLINE_SHARE = 0.8;
/** What a reasoning model thinks is billed like what it writes. */
const THINKING_FACTOR = 2;

/**
 * Tokens an artifact will take to write, thinking included: the forecast of a lecture and the estimate of a call both rest on it. It
 * follows the preset's limits, not the model's cap, which is a hundred times higher and would hold every lecture under a ceiling.
 */
export function expectedOutputTokens(type: ArtifactType, preset: Preset): number {
  return Math.ceil(writtenTokens(type, preset) * THINKING_FACTOR);
}

function writtenTokens(type: ArtifactType, preset: Preset): number {
  const prose = preset.maxSummaryWords * TOKENS_PER_WORD * JSON_FACTOR;
  switch (type) {
    case 'summary':
      return prose;
    case 'outline':
      return prose * OUTLINE_SHARE;
    case 'key-terms':
      return preset.flashcards * TOKENS_PER_ITEM['key-terms'];
    case 'flashcards':
      return preset.flashcards * TOKENS_PER_ITEM.flashcards;
    case 'exam-questions':
      return preset.questions * TOKENS_PER_ITEM['exam-questions'];
  }
}
