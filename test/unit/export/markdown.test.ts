import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderMarkdown } from '../../../main/pipeline/export/render-markdown.ts';
import { renderText } from '../../../main/pipeline/export/render-text.ts';
import {
  artifactsSaying,
  claimOf,
  formulas,
  hostileTexts,
  manyScripts,
  nestedOutline,
  segmentOf,
  sourceOf,
  transcriptOf,
} from '../../support/export-lecture.ts';

const nodeSchema = z.object({
  type: z.string(),
  value: z.string().optional(),
  get children() {
    return z.array(nodeSchema).optional();
  },
});
type Node = z.infer<typeof nodeSchema>;

function nodesOf(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

/** Two kinds of viewers: one that knows formulas and one that does not. */
const viewers = {
  plain: unified().use(remarkParse),
  github: unified().use(remarkParse).use(remarkGfm).use(remarkMath),
};

function read(markdown: string, viewer: keyof typeof viewers): Node[] {
  return nodesOf(nodeSchema.parse(viewers[viewer].parse(markdown)));
}

function everywhere(text: string) {
  const transcript = transcriptOf([segmentOf('s1', [0, 1000], text, text)]);
  const source = sourceOf(artifactsSaying(text), transcript, { courseTitle: text });
  return { ...source, lecture: { ...source.lecture, title: text } };
}

const alive = ['html', 'image', 'imageReference', 'linkReference', 'definition', 'footnoteDefinition'];

describe('a lecture as Markdown', () => {
  test.for(hostileTexts)('has no HTML, link or image in any viewer: %j', (text) => {
    const markdown = renderMarkdown(everywhere(text));
    for (const viewer of ['plain', 'github'] as const) {
      const types = read(markdown, viewer).map(({ type }) => type);
      for (const type of alive) expect(types, viewer).not.toContain(type);
    }
    expect(read(markdown, 'plain').map(({ type }) => type)).not.toContain('link');
  });

  test.for(formulas)('keeps the formula %s to the letter', (formula) => {
    const markdown = renderMarkdown(sourceOf(artifactsSaying(`Then $${formula}$ holds.`), null));
    const math = read(markdown, 'github').filter(({ type }) => type === 'inlineMath');
    expect(math.length).toBeGreaterThan(10);
    expect(new Set(math.map(({ value }) => value))).toEqual(new Set([formula]));
  });

  test.for(manyScripts)('keeps %s', (text) => {
    const markdown = renderMarkdown(everywhere(text));
    expect(markdown.split(text).length - 1).toBeGreaterThan(14);
    expect(renderText(everywhere(text)).split(text).length - 1).toBeGreaterThan(14);
  });

  test('reads like a document, with times for sources and everything that there is', () => {
    const transcript = transcriptOf(
      [
        segmentOf('s1', [0, 4_000], 'Heat flows.'),
        segmentOf('s2', [4_100, 9_000], 'Always [sic] downhill.'),
        segmentOf('s3', [754_000, 760_000], 'Why?', 'Anna'),
      ],
      { gaps: [{ startMs: 10_000, endMs: 700_000 }] },
    );
    const [, , terms, , exam] = artifactsSaying('Text');
    const summary = {
      overview: claimOf('Over.', ['s3', 's1']),
      sections: [{ title: 'Part', bullets: [claimOf('First\nsecond line', ['s2']), claimOf('Loose.', [])] }],
    };
    const parts = [{ type: 'summary', version: 1, content: summary } as const, terms, exam];
    const source = sourceOf(
      parts.flatMap((part) => part ?? []),
      transcript,
    );
    expect(renderMarkdown(source)).toMatchSnapshot();
    expect(renderText(source)).toMatchSnapshot();
  });

  test('has outlines of any depth', () => {
    const node = nestedOutline(['One', 'Two', 'Three', 'Four']);
    const source = sourceOf([{ type: 'outline', version: 1, content: { nodes: [node] } }], null);
    expect(renderMarkdown(source)).toContain('- **One**\n  - **Two**\n    - **Three**\n      - **Four**\n');
  });
});

describe('a lecture as text', () => {
  test.for(formulas)('keeps the formula %s to the letter', (formula) => {
    const text = renderText(sourceOf(artifactsSaying(`**Then** $${formula}$ holds.`), null));
    expect(text.split(`Then $${formula}$ holds.`).length - 1).toBeGreaterThan(10);
  });

  test('has no control characters and no turned direction', () => {
    for (const text of hostileTexts) {
      expect(renderText(everywhere(text))).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E]/u);
      expect(renderMarkdown(everywhere(text))).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E]/u);
    }
  });
});
