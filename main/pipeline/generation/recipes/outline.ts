import { z } from 'zod';
import type { Outline, OutlineNode } from '../../../../preload/contract/artifact.ts';
import { outlineSchema } from '../../../../preload/contract/artifact.ts';
import { cleanLine } from '../clean-text.ts';
import { groundItem, MOST_CITATIONS, withoutRepeats } from '../grounding.ts';
import type { Limits } from '../limits.ts';
import { pickFairly, thinOut } from './choose-items.ts';
import { hasText, toPoints } from './claims.ts';
import { groundingComplaints, sentenceComplaints } from './complaints.ts';
import { createRecipe, type Draft, type Reading } from './recipe.ts';
import { citationsField, claimField, listOf, type WireClaim } from './wire-fields.ts';

/** A heading as it is sent: the lowest level has no headings below it. */
interface WireNode {
  readonly title: string;
  readonly citations: readonly string[];
  readonly points: readonly WireClaim[];
  readonly children?: readonly WireNode[] | undefined;
}

/** Three levels written out: strict schemas of other servers know no recursion. */
function nodeField(limits: Limits, level: number): z.ZodType<WireNode> {
  const fields = {
    title: z.string().describe('Heading, at most 12 words'),
    citations: citationsField,
    points: listOf(claimField(limits.pointWords), {
      most: limits.points,
      description: `0 to ${limits.points} points`,
    }),
  };
  if (level >= limits.outlineLevels) return z.strictObject(fields);
  const children = listOf(nodeField(limits, level + 1), {
    most: limits.points,
    description: `0 to ${limits.points} headings below this one`,
  });
  return z.strictObject({ ...fields, children });
}

function wire(limits: Limits) {
  return z.strictObject({
    nodes: listOf(nodeField(limits, 1), {
      ...{ least: 1, most: limits.sections },
      description: `1 to ${limits.sections} headings in the order of the lecture`,
    }),
  });
}
type WireOutline = z.infer<ReturnType<typeof wire>>;

/** Headings in two or three levels, with points. */
export const outlineRecipe = createRecipe<WireOutline, Outline>({
  type: 'outline',
  wire,
  content: outlineSchema,
  convert,
  merge: (parts, limits) => ({
    nodes: joinNodes(
      parts.map((part) => part.nodes),
      Math.max(limits.sections, parts.length),
    ),
  }),
});

function convert(answer: WireOutline, reading: Reading): Draft<Outline> {
  const { limits } = reading;
  const nodes = joinNodes([toNodes(answer.nodes, reading)], limits.sections);
  if (nodes.length === 0) return { content: null, complaints: ['There is no heading.'] };
  const texts = nodes.flatMap(textsOf);
  return {
    content: { nodes },
    complaints: [...groundingComplaints(nodes), ...sentenceComplaints(texts, limits)],
  };
}

function toNodes(wires: readonly WireNode[], reading: Reading): OutlineNodeItem[] {
  return wires
    .filter((node) => hasText(node.title))
    .map((node) => {
      const title = cleanLine(node.title);
      const points = toPoints(node.points, reading);
      const below = thinOut(withoutRepeats(toNodes(node.children ?? [], reading)), reading.limits.points);
      const rests = [...points, ...below].flatMap((item) => item.citations);
      const own = groundItem('heading', title, node.citations, reading.knownIds);
      // A heading rests on what stands below it.
      const citations = own.grounded ? own.citations : [...new Set(rests)].slice(0, MOST_CITATIONS);
      return { ...own, citations, grounded: citations.length > 0, title, points, children: [...below] };
    });
}

type OutlineNodeItem = OutlineNode & { readonly citations: string[] };

/** Headings of the first level with the same words become one, with everything that stood below either. */
function joinNodes(sections: readonly (readonly OutlineNode[])[], most: number): OutlineNode[] {
  const all = sections.flat();
  const joined = sections.map((nodes) =>
    nodes.map((node) => {
      const same = all.filter((other) => other.id === node.id);
      return {
        ...node,
        citations: [...node.citations],
        points: [...withoutRepeats(same.flatMap((other) => other.points))],
        children: [...withoutRepeats(same.flatMap((other) => other.children.map(toItem)))],
      };
    }),
  );
  return [...pickFairly(joined, most)];
}

function toItem(node: OutlineNode): OutlineNodeItem {
  return { ...node, citations: [...node.citations] };
}

function textsOf(node: OutlineNode): readonly string[] {
  return [...node.points.map((point) => point.text), ...node.children.flatMap(textsOf)];
}
