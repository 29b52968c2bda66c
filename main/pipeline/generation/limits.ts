import type { Preset } from '../../../preload/contract/course.ts';
import type { QuestionType } from '../../../preload/contract/artifact.ts';
import { questionTypesOf } from './question-types.ts';

/** How much of what is wanted; told to the model, put into the schema, and kept when the answer is read. */
export interface Limits {
  /** Words of the whole summary. */
  readonly summaryWords: number;
  /** Names of the parts a summary is made of, in order. */
  readonly parts: readonly string[];
  readonly sentenceWords: number;
  /** Words of one bullet or point. */
  readonly pointWords: number;
  /** Bullets in a section, points under a heading. */
  readonly points: number;
  /** Sections of a summary, headings of the first level of an outline. */
  readonly sections: number;
  readonly outlineLevels: 2 | 3;
  readonly terms: number;
  readonly cards: number;
  readonly questions: number;
  readonly questionTypes: readonly QuestionType[];
}

type Chunk = Pick<Limits, 'sentenceWords' | 'pointWords' | 'points' | 'sections' | 'outlineLevels'>;

/** What the names of chunking mean. Sentences of at most 15 words are the rule the neurodivergent-friendly preset was made for. */
const chunks: Readonly<Record<string, Chunk>> = {
  very_short: { sentenceWords: 15, pointWords: 20, points: 4, sections: 8, outlineLevels: 2 },
  short: { sentenceWords: 20, pointWords: 30, points: 5, sections: 8, outlineLevels: 2 },
  medium: { sentenceWords: 30, pointWords: 45, points: 8, sections: 10, outlineLevels: 3 },
  hierarchical: { sentenceWords: 28, pointWords: 40, points: 6, sections: 12, outlineLevels: 3 },
  argument_based: { sentenceWords: 35, pointWords: 60, points: 6, sections: 10, outlineLevels: 3 },
};
const usualChunk: Chunk = { sentenceWords: 30, pointWords: 45, points: 8, sections: 10, outlineLevels: 3 };

/** The overview is a field of its own, not one of the sections. */
const OVERVIEW = 'overview';
/** Key terms have no count of their own in a preset: about as many as half of the cards, between 8 and 15 as users are used to. */
const TERMS_PER_CARD = 0.6;
const FEWEST_TERMS = 8;
const MOST_TERMS = 15;

/** The limits a preset sets. */
export function limitsOf(preset: Preset): Limits {
  const parts = preset.sections.filter((part) => part !== OVERVIEW);
  return {
    ...(chunks[preset.chunking] ?? usualChunk),
    summaryWords: preset.maxSummaryWords,
    parts: parts.length > 0 ? parts : preset.sections,
    terms: clamp(Math.round(preset.flashcards * TERMS_PER_CARD), FEWEST_TERMS, MOST_TERMS),
    cards: preset.flashcards,
    questions: preset.questions,
    questionTypes: questionTypesOf(preset.questionTypes),
  };
}

/** Words a section's share of a summary is not cut below: less says nothing. */
const FEWEST_WORDS = 60;
/** A little more than the share is asked for, so that there is a choice when duplicates have been dropped. */
const SPARE = 1.25;

/** The limits for one section that holds `share` (0 to 1) of the lecture. */
export function limitsOfShare(limits: Limits, share: number): Limits {
  const part = (whole: number): number => clamp(Math.ceil(whole * share * SPARE), 1, whole);
  return {
    ...limits,
    summaryWords: Math.min(
      limits.summaryWords,
      Math.max(FEWEST_WORDS, Math.ceil(limits.summaryWords * share)),
    ),
    sections: part(limits.sections),
    terms: part(limits.terms),
    cards: part(limits.cards),
    questions: part(limits.questions),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
