import { z } from 'zod';
import type { Claim, Summary } from '../../../../preload/contract/artifact.ts';
import { summarySchema } from '../../../../preload/contract/artifact.ts';
import { cleanLine } from '../clean-text.ts';
import type { Limits } from '../limits.ts';
import { countWords } from '../words.ts';
import { thinOut } from './choose-items.ts';
import { hasText, toClaim, toPoints } from './claims.ts';
import { groundingComplaints, sentenceComplaints, TOLERANCE } from './complaints.ts';
import { createRecipe, type Draft, type Reading } from './recipe.ts';
import { claimField, listOf, oneOf } from './wire-fields.ts';
import { withoutRepeats } from '../grounding.ts';

type Section = Summary['sections'][number];

/** Share of the words that the overview may take. */
const OVERVIEW_SHARE = 0.2;

function wire(limits: Limits) {
  const bullets = listOf(claimField(limits.pointWords), {
    ...{ least: 1, most: limits.points },
    description: `1 to ${limits.points} points, in the order of the lecture`,
  });
  const section = z.strictObject({
    part: oneOf(limits.parts, 'Which part of the summary this section belongs to'),
    title: z.string().describe('Heading in the language of the answer'),
    bullets,
  });
  return z.strictObject({
    overview: claimField(Math.max(limits.sentenceWords, Math.round(limits.summaryWords * OVERVIEW_SHARE))),
    sections: listOf(section, {
      ...{ least: 1, most: limits.sections },
      description: `1 to ${limits.sections} sections; all words together at most ${limits.summaryWords}`,
    }),
  });
}
type WireSummary = z.infer<ReturnType<typeof wire>>;

/** Overview and sections with points, in the parts the preset names. */
export const summaryRecipe = createRecipe<WireSummary, Summary>({
  type: 'summary',
  wire,
  content: summarySchema,
  convert,
  // An overview of overviews has to be written.
  merge: null,
});

/** Words of a summary, headings included. */
export function wordsOfSummary({ overview, sections }: Summary): number {
  const texts = sections.flatMap(({ title, bullets }) => [title, ...bullets.map((bullet) => bullet.text)]);
  return [overview.text, ...texts].reduce((words, text) => words + countWords(text), 0);
}

function convert(answer: WireSummary, reading: Reading): Draft<Summary> {
  const { limits } = reading;
  const place = (part: string): number => {
    const index = limits.parts.indexOf(part);
    return index === -1 ? limits.parts.length : index;
  };
  const sections = answer.sections
    .toSorted((one, other) => place(one.part) - place(other.part))
    .map(({ title, bullets }) => ({ title: cleanLine(title), bullets: toPoints(bullets, reading) }))
    .filter((section) => hasText(section.title) && section.bullets.length > 0);
  const overview = toClaim(answer.overview, reading);
  if (!hasText(overview.text)) return { content: null, complaints: ['The overview is empty.'] };
  if (sections.length === 0) return { content: null, complaints: ['There is no section with points.'] };
  const whole = { overview, sections: joinSections(sections, limits) };
  return { content: fitWords(whole, limits), complaints: complaintsAbout(whole, limits) };
}

function complaintsAbout(summary: Summary, limits: Limits): readonly string[] {
  const claims = [summary.overview, ...summary.sections.flatMap((section) => section.bullets)];
  const words = wordsOfSummary(summary);
  const isFarTooLong = words > limits.summaryWords * TOLERANCE;
  return [
    ...(isFarTooLong ? [`The summary has ${words} words. Write at most ${limits.summaryWords}.`] : []),
    ...groundingComplaints(claims),
    ...sentenceComplaints(
      claims.map((claim) => claim.text),
      limits,
    ),
  ];
}

/** Sections of the same heading become one; a point stands once in the whole summary. */
function joinSections(sections: readonly Section[], limits: Limits): Section[] {
  const seen = new Set<string>();
  const byTitle = new Map<string, Claim[]>();
  for (const { title, bullets } of sections) {
    const fresh = bullets.filter((bullet) => !seen.has(bullet.id));
    for (const bullet of fresh) seen.add(bullet.id);
    byTitle.set(title, [...(byTitle.get(title) ?? []), ...fresh]);
  }
  const joined = [...byTitle].map(([title, bullets]) => ({
    title,
    bullets: [...thinOut(withoutRepeats(bullets), limits.points)],
    grounded: bullets.some((bullet) => bullet.grounded),
  }));
  const full = joined.filter((section) => section.bullets.length > 0);
  return thinOut(full, limits.sections).map(({ title, bullets }) => ({ title, bullets }));
}

/** Leaves out the last points of the fullest sections until the words are kept to; every section keeps one. */
function fitWords(summary: Summary, limits: Limits): Summary {
  const sections = summary.sections.map((section) => ({ ...section, bullets: [...section.bullets] }));
  while (wordsOfSummary({ ...summary, sections }) > limits.summaryWords) {
    const [fullest] = sections.toSorted((one, other) => other.bullets.length - one.bullets.length);
    if (fullest === undefined || fullest.bullets.length < 2) break;
    fullest.bullets.pop();
  }
  return { ...summary, sections };
}
