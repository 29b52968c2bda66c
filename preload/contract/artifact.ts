import { z } from 'zod';

/** The types of study material. */
export const artifactTypeSchema = z.enum(['summary', 'outline', 'key-terms', 'flashcards', 'exam-questions']);
export type ArtifactType = z.infer<typeof artifactTypeSchema>;

/**
 * What every item carries: its own id (given by Lectern, stable through exports), the transcript segments it
 * rests on, and whether any were found. An item without citations is not grounded, and says so on screen.
 */
const itemFields = {
  id: z.string().min(1),
  citations: z.array(z.string()),
  grounded: z.boolean(),
};

/** One statement with its sources. Text is Markdown without HTML; formulas stand between `$` signs. */
export const claimSchema = z.object({ ...itemFields, text: z.string().min(1) });
export type Claim = z.infer<typeof claimSchema>;

export const summarySchema = z.object({
  overview: claimSchema,
  sections: z.array(z.object({ title: z.string().min(1), bullets: z.array(claimSchema).min(1) })).min(1),
});
export type Summary = z.infer<typeof summarySchema>;

/** A heading with its points and the headings below it. */
export interface OutlineNode {
  readonly id: string;
  readonly citations: readonly string[];
  readonly grounded: boolean;
  readonly title: string;
  readonly points: readonly Claim[];
  readonly children: readonly OutlineNode[];
}

export const outlineNodeSchema: z.ZodType<OutlineNode> = z.object({
  ...itemFields,
  title: z.string().min(1),
  points: z.array(claimSchema),
  get children() {
    return z.array(outlineNodeSchema);
  },
});

export const outlineSchema = z.object({ nodes: z.array(outlineNodeSchema).min(1) });
export type Outline = z.infer<typeof outlineSchema>;

export const keyTermsSchema = z.object({
  terms: z
    .array(
      z.object({
        ...itemFields,
        term: z.string().min(1),
        definition: z.string().min(1),
        example: z.string().nullable(),
      }),
    )
    .min(1),
});
export type KeyTerms = z.infer<typeof keyTermsSchema>;

export const difficultySchema = z.enum(['easy', 'medium', 'hard']);

export const flashcardsSchema = z.object({
  cards: z
    .array(
      z.object({
        ...itemFields,
        front: z.string().min(1),
        back: z.string().min(1),
        difficulty: difficultySchema,
        tags: z.array(z.string().min(1)),
      }),
    )
    .min(1),
});
export type Flashcards = z.infer<typeof flashcardsSchema>;

/** `multiple-choice` has 3 to 6 choices, `true-false` exactly two; both name the correct one. The others have none. */
export const questionTypeSchema = z.enum(['multiple-choice', 'true-false', 'short-answer', 'essay']);
export type QuestionType = z.infer<typeof questionTypeSchema>;

export const examQuestionSchema = z
  .object({
    ...itemFields,
    type: questionTypeSchema,
    prompt: z.string().min(1),
    choices: z.array(z.string().min(1)).max(6),
    correctChoiceIndex: z.number().int().nonnegative().nullable(),
    answer: z.string().min(1),
    explanation: z.string().nullable(),
  })
  .superRefine((question, context) => {
    const complaint = complaintAboutChoices(question);
    if (complaint !== null) context.addIssue({ code: 'custom', message: complaint, path: ['choices'] });
  });
export type ExamQuestion = z.infer<typeof examQuestionSchema>;

export const examQuestionsSchema = z.object({ questions: z.array(examQuestionSchema).min(1) });
export type ExamQuestions = z.infer<typeof examQuestionsSchema>;

/** The schema of each type's content. */
export const artifactContentSchemas = {
  summary: summarySchema,
  outline: outlineSchema,
  'key-terms': keyTermsSchema,
  flashcards: flashcardsSchema,
  'exam-questions': examQuestionsSchema,
} as const satisfies Record<ArtifactType, z.ZodType>;

/** A version of one artifact, content told apart by its type. */
export const artifactSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('summary'), version: z.number().int().positive(), content: summarySchema }),
  z.object({ type: z.literal('outline'), version: z.number().int().positive(), content: outlineSchema }),
  z.object({ type: z.literal('key-terms'), version: z.number().int().positive(), content: keyTermsSchema }),
  z.object({
    type: z.literal('flashcards'),
    version: z.number().int().positive(),
    content: flashcardsSchema,
  }),
  z.object({
    type: z.literal('exam-questions'),
    version: z.number().int().positive(),
    content: examQuestionsSchema,
  }),
]);
export type Artifact = z.infer<typeof artifactSchema>;

function complaintAboutChoices(question: {
  type: QuestionType;
  choices: readonly string[];
  correctChoiceIndex: number | null;
}): string | null {
  const { type, choices, correctChoiceIndex } = question;
  if (type === 'short-answer' || type === 'essay') {
    return choices.length === 0 && correctChoiceIndex === null ? null : `A ${type} question has no choices.`;
  }
  const enough = type === 'true-false' ? choices.length === 2 : choices.length >= 3;
  if (!enough) return `A ${type} question has ${type === 'true-false' ? 'two choices' : '3 to 6 choices'}.`;
  if (new Set(choices).size !== choices.length) return 'Two choices are the same.';
  if (correctChoiceIndex === null || correctChoiceIndex >= choices.length)
    return 'The correct choice is missing.';
  return null;
}
