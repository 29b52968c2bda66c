import { z } from 'zod';

/** A named group of lectures with its own glossary, languages and default preset. */
export const courseSchema = z.object({
  id: z.string(),
  revision: z.number().int().nonnegative(),
  title: z.string().min(1).max(200),
  /** Terms and names as they should be spelled; they are sent along with every segment. */
  glossary: z.array(z.string().min(1).max(100)).max(500),
  /** Spoken language as ISO 639-1 code; null lets the model find out. */
  transcriptionLanguage: z.string().nullable(),
  /** Language of the material; null means the language spoken. */
  generationLanguage: z.string().nullable(),
  presetId: z.string(),
});
export type Course = z.infer<typeof courseSchema>;

/** How material is written. Every field changes the request, and limits are enforced on the answer. */
export const presetSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  summaryStyle: z.string(),
  chunking: z.string(),
  questionFocus: z.boolean(),
  sections: z.array(z.string()).min(1),
  /** Weight of what, how, when, where, who, why; they add up to 1. */
  weights: z.object({
    what: z.number(),
    how: z.number(),
    when: z.number(),
    where: z.number(),
    who: z.number(),
    why: z.number(),
  }),
  maxSummaryWords: z.number().int().positive(),
  flashcards: z.number().int().positive(),
  questions: z.number().int().positive(),
  tone: z.string(),
  questionTypes: z.array(z.string()).min(1),
  instructions: z.string(),
});
export type Preset = z.infer<typeof presetSchema>;
