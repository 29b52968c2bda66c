import type { Claim } from '../../../preload/contract/artifact.ts';
import { summarySchema } from '../../../preload/contract/artifact.ts';
import { askModel, type Asked } from './ask-model.ts';
import type { Assignment, GenerationDependencies } from './assignment.ts';
import { limitsOfShare } from './limits.ts';
import { languageInWords } from './preset-values.ts';
import type { ArtifactContent } from './recipes/recipe.ts';
import { instructionsOf, quoteLines } from './request-text.ts';
import { quotedText } from './sections.ts';

interface Part {
  readonly content: ArtifactContent;
  /** Sections of the lecture it stands for. */
  readonly sections: number;
}

/**
 * Has the model write one summary from those of the sections. Notes that do not fit into one request are merged in groups first, so that
 * none is left out. Throws what `askModel` throws.
 */
export async function mergeByModel(
  dependencies: GenerationDependencies,
  assignment: Assignment,
  contents: readonly ArtifactContent[],
): Promise<Asked> {
  const calls: Asked['calls'][number][] = [];
  let parts: readonly Part[] = contents.map((content) => ({ content, sections: 1 }));
  for (;;) {
    const groups = groupToFit(parts, assignment);
    const merged: Part[] = [];
    for (const group of groups) {
      const sections = group.reduce((sum, part) => sum + part.sections, 0);
      const [only] = group;
      if (only !== undefined && group.length === 1) {
        merged.push(only);
        continue;
      }
      const share = sections / contents.length;
      const asked = await mergeGroup(dependencies, assignment, { group, share, sections });
      calls.push(...asked.calls);
      merged.push({ content: asked.content, sections });
    }
    const [whole] = merged;
    if (whole !== undefined && merged.length === 1) return { content: whole.content, calls };
    parts = merged;
  }
}

function mergeGroup(
  dependencies: GenerationDependencies,
  assignment: Assignment,
  { group, share, sections }: { group: readonly Part[]; share: number; sections: number },
): Promise<Asked> {
  const { prompts, preset, head, knownIds, language } = assignment;
  const limits = share < 1 ? limitsOfShare(assignment.limits, share) : assignment.limits;
  return askModel(dependencies, assignment, {
    instructions: instructionsOf({
      ...{ prompts, preset, limits, mergedSections: sections },
      language: languageInWords(language),
    }),
    input: quoteLines(head, group.flatMap(notesOf)),
    reading: { limits, knownIds },
    share,
  });
}

/** Neighbours together as far as they fit, at least two, so that every pass makes fewer of them. */
function groupToFit(parts: readonly Part[], assignment: Assignment): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  let tokens = 0;
  for (const part of parts) {
    const cost = assignment.countTokens(notesOf(part).join('\n'));
    const last = groups.at(-1);
    const fits = tokens + cost <= assignment.inputTokens;
    if (last !== undefined && (fits || last.length < 2)) {
      last.push(part);
      tokens += cost;
    } else {
      groups.push([part]);
      tokens = cost;
    }
  }
  return groups;
}

/** A summary as lines that begin with an id, like those of a transcript; statements without a source are left to their neighbours. */
function notesOf({ content }: Part): readonly string[] {
  const { overview, sections } = summarySchema.parse(content);
  const notes = sections.flatMap(({ title, bullets }) => bullets.map((bullet) => noteOf(bullet, title)));
  return [noteOf(overview, null), ...notes].filter((note) => note !== '');
}

function noteOf({ text, citations }: Claim, title: string | null): string {
  const [first, ...others] = citations;
  if (first === undefined) return '';
  const also = others.length === 0 ? '' : ` (also ${others.join(', ')})`;
  return quotedText(first, `${title === null ? '' : `${title}: `}${text}${also}`);
}
