import { z } from 'zod';
import type { ExamQuestion, ExamQuestions, QuestionType } from '../../../../preload/contract/artifact.ts';
import { examQuestionSchema, examQuestionsSchema } from '../../../../preload/contract/artifact.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { groundItem, withoutRepeats } from '../grounding.ts';
import type { Limits } from '../limits.ts';
import { pickFairly, thinOut } from './choose-items.ts';
import { hasText } from './claims.ts';
import { groundingComplaints, sentenceComplaints } from './complaints.ts';
import { createRecipe, type Draft, type Reading } from './recipe.ts';
import { citationsField, listOf, oneOf } from './wire-fields.ts';

const MOST_CHOICES = 6;

function wire(limits: Limits) {
  const question = z.strictObject({
    type: oneOf(limits.questionTypes, 'Form of the question'),
    prompt: z.string().describe('The question'),
    choices: listOf(z.string(), {
      most: MOST_CHOICES,
      description:
        'multiple-choice: 3 to 6 different choices, one of them right; true-false: two; otherwise none',
    }),
    correctChoiceIndex: z
      .int()
      .min(0)
      .max(MOST_CHOICES - 1)
      .nullable()
      .describe('Place of the right choice counted from 0; null when there are no choices'),
    answer: z.string().describe('The right choice, or a model answer'),
    explanation: z.string().nullable().describe('Why, in one or two sentences'),
    citations: citationsField,
  });
  return z.strictObject({
    questions: listOf(question, {
      ...{ least: 1, most: limits.questions },
      description: `1 to ${limits.questions} questions`,
    }),
  });
}
type WireExamQuestions = z.infer<ReturnType<typeof wire>>;
type WireQuestion = WireExamQuestions['questions'][number];

/** Questions for an exam, of the forms the preset's kinds of question allow. */
export const examQuestionsRecipe = createRecipe<WireExamQuestions, ExamQuestions>({
  type: 'exam-questions',
  wire,
  content: examQuestionsSchema,
  convert,
  merge: (parts, limits) => ({
    questions: [
      ...pickFairly(
        parts.map((part) => part.questions),
        limits.questions,
      ),
    ],
  }),
});

function convert(answer: WireExamQuestions, reading: Reading): Draft<ExamQuestions> {
  const complaints: string[] = [];
  const sound = answer.questions.flatMap((question, index) => {
    const result = toQuestion(question, reading);
    if (typeof result !== 'string') return [result];
    complaints.push(`Question ${index + 1}: ${result}`);
    return [];
  });
  const questions = thinOut(withoutRepeats(sound), reading.limits.questions);
  if (questions.length === 0) {
    return { content: null, complaints: complaints.length > 0 ? complaints : ['There is no question.'] };
  }
  complaints.push(
    ...groundingComplaints(questions),
    ...sentenceComplaints(
      questions.map((question) => question.explanation ?? ''),
      reading.limits,
    ),
  );
  return { content: { questions: [...questions] }, complaints };
}

/** The question, or what is wrong with it. Says nothing of its text. */
function toQuestion(wired: WireQuestion, { limits, knownIds }: Reading): ExamQuestion | string {
  const type = limits.questionTypes.find((allowed) => allowed === wired.type);
  if (type === undefined) return `Its form must be one of: ${limits.questionTypes.join(', ')}.`;
  const { explanation } = wired;
  const question = {
    ...groundItem('question', wired.prompt, wired.citations, knownIds),
    type,
    prompt: cleanText(wired.prompt),
    ...choicesOf(type, wired),
    answer: cleanText(wired.answer),
    explanation: explanation !== null && hasText(explanation) ? cleanText(explanation) : null,
  };
  if (!hasText(question.prompt) || !hasText(question.answer)) return 'Its text or its answer is empty.';
  const checked = examQuestionSchema.safeParse(question);
  if (!checked.success) return checked.error.issues[0]?.message ?? 'Its choices are wrong.';
  return contradicts(checked.data) ? 'Its answer is another choice than the correct one.' : checked.data;
}

/** Open questions have no choices, whatever was sent with them. */
function choicesOf(
  type: QuestionType,
  wired: WireQuestion,
): Pick<ExamQuestion, 'choices' | 'correctChoiceIndex'> {
  if (type === 'short-answer' || type === 'essay') return { choices: [], correctChoiceIndex: null };
  return { choices: wired.choices.map(cleanLine), correctChoiceIndex: wired.correctChoiceIndex };
}

function contradicts({ choices, correctChoiceIndex, answer }: ExamQuestion): boolean {
  const named = choices.indexOf(cleanLine(answer));
  return named !== -1 && named !== correctChoiceIndex;
}
