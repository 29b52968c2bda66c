import type { QuestionType } from '../../../preload/contract/artifact.ts';
import { questionTypeSchema } from '../../../preload/contract/artifact.ts';

/**
 * Presets name what a question asks of the mind; the contract knows four forms. Each kind is asked in the forms that suit it: what is
 * recognised can be ticked, what is judged has to be written. Own words of a person's preset may be asked in every form.
 */
const formsOfKind: Readonly<Record<string, readonly QuestionType[]>> = {
  definition: ['multiple-choice', 'short-answer'],
  explanation: ['short-answer'],
  application: ['multiple-choice', 'short-answer'],
  evaluation: ['essay'],
  relationship: ['multiple-choice', 'short-answer'],
  system_analysis: ['essay'],
  dependency: ['true-false', 'short-answer'],
  recognition: ['multiple-choice', 'true-false'],
  basic_understanding: ['true-false', 'multiple-choice'],
  simple_application: ['multiple-choice'],
  sequence: ['multiple-choice', 'short-answer'],
  recall: ['true-false', 'short-answer'],
  pattern_recognition: ['multiple-choice'],
  critical_analysis: ['essay'],
  methodology: ['short-answer'],
  synthesis: ['essay'],
  argument_analysis: ['short-answer', 'essay'],
  position_comparison: ['multiple-choice', 'essay'],
  critique: ['essay'],
  normative_evaluation: ['essay'],
};

/** The forms in which a kind of question may be asked. */
export function formsOf(kind: string): readonly QuestionType[] {
  return formsOfKind[kind] ?? questionTypeSchema.options;
}

/** All forms the kinds of a preset may be asked in, in the contract's order; never empty. */
export function questionTypesOf(kinds: readonly string[]): readonly QuestionType[] {
  const wanted = new Set(kinds.flatMap((kind) => formsOf(kind)));
  return questionTypeSchema.options.filter((type) => wanted.size === 0 || wanted.has(type));
}
