import { createHash } from 'node:crypto';
import type { PromptLibrary, Prompt } from './prompt-library.ts';
import { fillPrompt } from './prompt-file.ts';
import { presetValues } from './preset-values.ts';
import type { Preset } from '../../../preload/contract/course.ts';
import type { ArtifactType } from '../../../preload/contract/artifact.ts';
import type { Limits } from './limits.ts';

/** Spellings are a help, not the subject: a long glossary is cut here. Characters. */
const MOST_GLOSSARY_CHARACTERS = 2_000;
/** A quoted earlier answer is a help as well. Characters. */
const MOST_QUOTED_CHARACTERS = 20_000;

/** The prompts of one task, read once so that all its requests agree. */
export interface TaskPrompts {
  readonly shared: Prompt;
  readonly task: Prompt;
  readonly repair: Prompt;
  readonly merge: Prompt;
}

/** Reads the prompts for an artifact. Throws `PROMPT_INVALID`. */
export async function readTaskPrompts(library: PromptLibrary, type: ArtifactType): Promise<TaskPrompts> {
  const [shared, task, repair, merge] = await Promise.all([
    library.prompt('shared'),
    library.prompt(type),
    library.prompt('repair'),
    library.prompt('merge'),
  ]);
  return { shared, task, repair, merge };
}

/** What was used, as it is recorded: `shared 1, summary 1`. */
export function promptVersion({ shared, task, merge }: TaskPrompts, isMerged: boolean): string {
  return [shared, task, ...(isMerged ? [merge] : [])].map((prompt) => prompt.label).join(', ');
}

/** What the instructions are made of. `mergedSections`: how many sections' notes are to become one; 0 for a transcript. */
export interface InstructionInput {
  readonly prompts: TaskPrompts;
  readonly preset: Preset;
  readonly limits: Limits;
  readonly language: string;
  readonly mergedSections: number;
}

/** The instructions of a request: shared rules, the task, and for notes how to make one of many. */
export function instructionsOf({
  prompts,
  preset,
  limits,
  language,
  mergedSections,
}: InstructionInput): string {
  const values = { ...presetValues(preset, limits, language), section_count: String(mergedSections) };
  const texts = [prompts.shared, prompts.task, ...(mergedSections > 0 ? [prompts.merge] : [])];
  return texts.map((prompt) => fillPrompt(prompt.text, values)).join('\n\n');
}

/** The same with what was wrong with the last answer at the end. */
export function repairInstructions(
  instructions: string,
  prompts: TaskPrompts,
  complaints: readonly string[],
): string {
  const list = complaints.map((complaint) => `- ${complaint}`).join('\n');
  return `${instructions}\n\n${fillPrompt(prompts.repair.text, { complaints: list })}`;
}

/** What the material is about, as plain data. */
export interface LectureHead {
  readonly title: string;
  readonly course: string | null;
  readonly glossary: readonly string[];
}

/** The lecture's names and spellings, each in one line and quoted, because people and files write them. */
export function headText({ title, course, glossary }: LectureHead): string {
  const terms = JSON.stringify(glossary.join(', ').slice(0, MOST_GLOSSARY_CHARACTERS));
  return [
    `Lecture: ${JSON.stringify(title)}`,
    ...(course === null ? [] : [`Course: ${JSON.stringify(course)}`]),
    ...(glossary.length === 0 ? [] : [`Spellings: ${terms}`]),
  ].join('\n');
}

/** Quotes lines between markers that nothing inside can know beforehand: they carry a hash of what stands between them. */
export function quoteLines(head: string, lines: readonly string[]): string {
  const body = lines.join('\n');
  const mark = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return `${head}\n\n===== BEGIN TRANSCRIPT ${mark} =====\n${body}\n===== END TRANSCRIPT ${mark} =====`;
}

/** Adds the last answer for a repair, marked line by line as a quotation; one out of all proportion is left out. */
export function quoteLastAnswer(input: string, answer: string): string {
  if (answer.trim() === '' || answer.length > MOST_QUOTED_CHARACTERS) return input;
  return `${input}\n\nYour last answer:\n${answer.replace(/^/gm, '> ')}`;
}
