import { LecternError } from '../../lib/failure.ts';
import type { Provenance } from '../rows-port.ts';
import { askModel, type Asked, type Question } from './ask-model.ts';
import type { Assignment, GenerationDependencies } from './assignment.ts';
import { citedIds } from './cited-ids.ts';
import { limitsOfShare } from './limits.ts';
import { mergeByModel } from './merge-by-model.ts';
import { languageInWords } from './preset-values.ts';
import type { ArtifactContent } from './recipes/recipe.ts';
import { instructionsOf, quoteLines } from './request-text.ts';
import { planSections, type Section } from './sections.ts';

/** An artifact that was written, with every paid call it took and what it covers. */
export interface Written extends Asked {
  readonly sections: Provenance['sections'];
}

/** A server may take less than its model's published size: the budget is halved this often before that is final. */
const MOST_HALVINGS = 6;

/**
 * Writes one artifact: in one request when the lecture fits, else section by section, each its own paid call, then put together. Nothing is
 * left out; which sections the result rests on is worked out. When the server finds a request too long, sections get smaller.
 * Throws what `askModel` throws.
 */
export async function writeArtifact(
  dependencies: GenerationDependencies,
  assignment: Assignment,
  progress: (fraction: number) => void,
): Promise<Written> {
  let { inputTokens } = assignment;
  for (let halvings = 0; ; halvings += 1) {
    try {
      const fitted = { ...assignment, inputTokens };
      const sections = planSections(assignment.transcript.segments, inputTokens, assignment.countTokens);
      const asked = await writeSections(dependencies, fitted, { sections, progress });
      return { ...asked, sections: coverageOf(sections, asked.content) };
    } catch (error) {
      if (!isTooLong(error) || halvings === MOST_HALVINGS) throw error;
      const whole = tokensOf(planSections(assignment.transcript.segments, Infinity, assignment.countTokens));
      inputTokens = Math.floor(Math.min(inputTokens, whole) / 2);
    }
  }
}

async function writeSections(
  dependencies: GenerationDependencies,
  assignment: Assignment,
  { sections, progress }: { sections: readonly Section[]; progress: (fraction: number) => void },
): Promise<Asked> {
  const whole = tokensOf(sections);
  const parts: Asked[] = [];
  for (const section of sections) {
    const share = section.tokens / whole;
    parts.push(await askModel(dependencies, assignment, questionFor(assignment, section, share)));
    progress(parts.length / (sections.length + 1));
  }
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const contents = parts.map((part) => part.content);
  const calls = parts.flatMap((part) => part.calls);
  const { merge } = assignment.recipe;
  if (merge !== null) return { content: merge(contents, assignment.limits), calls };
  const merged = await mergeByModel(dependencies, assignment, contents);
  return { content: merged.content, calls: [...calls, ...merged.calls] };
}

function questionFor(assignment: Assignment, section: Section, share: number): Question {
  const { prompts, preset, head, knownIds, language } = assignment;
  const limits = share < 1 ? limitsOfShare(assignment.limits, share) : assignment.limits;
  return {
    instructions: instructionsOf({
      ...{ prompts, preset, limits },
      language: languageInWords(language),
      mergedSections: 0,
    }),
    input: quoteLines(
      head,
      section.lines.map((line) => line.text),
    ),
    reading: { limits, knownIds },
    share,
  };
}

/** A section counts as covered when the material leads back into it. */
function coverageOf(sections: readonly Section[], content: ArtifactContent): Provenance['sections'] {
  const cited = citedIds(content);
  return sections.map(({ startMs, endMs, lines }) => ({
    startMs,
    endMs,
    covered: lines.some((line) => cited.has(line.segment.id)),
  }));
}

function tokensOf(sections: readonly Section[]): number {
  return sections.reduce((sum, section) => sum + section.tokens, 0);
}

function isTooLong(error: unknown): boolean {
  return error instanceof LecternError && error.failure.class === 'replan';
}
