import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { artifactTypeSchema, type ArtifactType } from '../../../preload/contract/artifact.ts';
import { parsePrompt, promptInvalid, type PromptFile } from './prompt-file.ts';

/** The prompt files: one for each artifact, and what is put around them. */
export type PromptName = ArtifactType | 'shared' | 'repair' | 'merge';
export const promptNames: readonly PromptName[] = [
  ...artifactTypeSchema.options,
  'shared',
  'repair',
  'merge',
];

/** Everything a prompt may be filled with. `complaints` and `section_count` have a value only in `repair` and `merge`. */
export const presetPlaceholders = [
  ...['language', 'style', 'tone', 'sentence_words', 'point_words', 'chunking', 'weights', 'question_focus'],
  ...['instructions', 'summary_words', 'sections', 'parts', 'points', 'outline_levels', 'terms', 'cards'],
  ...['questions', 'question_kinds'],
] as const;

/** A prompt with the name its version is recorded under: `summary 1`, or `summary 1 (own 3f2a9c1d)` for a person's own copy. */
export interface Prompt extends PromptFile {
  readonly label: string;
}

/** Where prompts come from. They are read anew each time, so that a change holds from the next task on. */
export interface PromptLibrary {
  /** Throws `PROMPT_INVALID` (needs-user) for a person's copy that is broken; a damaged shipped file throws it too. */
  prompt(name: PromptName): Promise<Prompt>;
}

/**
 * Prompts from `<resourcesFolder>/prompts/<name>.md`; a file of the same name in `ownFolder` takes its place. Plain reads only, so that the
 * resources may lie in a checkout, a build or an application archive.
 */
export function createPromptLibrary(folders: {
  readonly resourcesFolder: string;
  readonly ownFolder: string;
}): PromptLibrary {
  return {
    async prompt(name) {
      const fileName = `${name}.md`;
      const own = await readOwn(path.join(folders.ownFolder, fileName), fileName);
      if (own !== null) {
        const file = parsePrompt(own, fileName, placeholdersOf(name));
        return { ...file, label: `${name} ${file.version} (own ${fingerprint(own)})` };
      }
      const shipped = await readFile(path.join(folders.resourcesFolder, 'prompts', fileName), 'utf8');
      const file = parsePrompt(shipped, fileName, placeholdersOf(name));
      return { ...file, label: `${name} ${file.version}` };
    },
  };
}

function placeholdersOf(name: PromptName): readonly string[] {
  if (name === 'repair') return [...presetPlaceholders, 'complaints'];
  return name === 'merge' ? [...presetPlaceholders, 'section_count'] : presetPlaceholders;
}

async function readOwn(file: string, fileName: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw promptInvalid(fileName, 'it cannot be read', error);
  }
}

/** Tells apart copies whose owner did not count their version up. */
function fingerprint(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}
