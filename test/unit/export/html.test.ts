import { parse, type DefaultTreeAdapterMap } from 'parse5';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../main/pipeline/export/render-html.ts';
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

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** All elements of a page, read by the HTML standard's own algorithm. */
function elementsOf(node: Node): Element[] {
  const own = 'tagName' in node ? [node] : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap(elementsOf) : [])];
}

function textOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

/** What may be in a page: structure, text, MathML. Nothing that runs, loads, submits or embeds. */
const harmlessElements = new Set(
  (
    'html head meta title style body main h1 h2 h3 h4 h5 h6 p div span strong em del code pre blockquote ul ol li br hr sub sup ' +
    'a table thead tbody tr th td math semantics annotation mrow mi mo mn mtext mspace mfrac msqrt mroot msup msub msubsup munder mover ' +
    'munderover mtable mtr mtd mstyle mpadded mphantom menclose merror'
  ).split(' '),
);

function assertHarmless(html: string): void {
  const elements = elementsOf(parse(html));
  for (const element of elements) {
    expect(harmlessElements, element.tagName).toContain(element.tagName);
    for (const { name, value } of element.attrs) {
      expect(name, `${element.tagName} ${name}`).not.toMatch(
        /^on|^src|^srcdoc|^action|^formaction|^xlink|^poster/,
      );
      if (name === 'href') expect(value).toMatch(/^#/);
      if (name === 'style') expect(value).not.toMatch(/url|expression|@import/i);
    }
  }
  expect(elements.filter(({ tagName }) => tagName === 'style')).toHaveLength(1);
  expect(elements.filter(({ tagName }) => tagName === 'title')).toHaveLength(1);
}

describe('a lecture as HTML', () => {
  test.for(hostileTexts)('lets nothing act or load: %j', (text) => {
    const hostile = transcriptOf(
      [segmentOf('s1', [0, 1000], text, text), segmentOf(text, [1000, 2000], text)],
      {
        language: text,
      },
    );
    const source = sourceOf(artifactsSaying(text), hostile, { courseTitle: text });
    assertHarmless(renderHtml({ ...source, lecture: { ...source.lecture, title: text } }));
  });

  test('has hostile words as words', () => {
    const html = renderHtml(sourceOf(artifactsSaying('<b>bold</b> & <i>'), null));
    expect(textOf(parse(html))).not.toContain('<b>');
    const said = renderHtml(sourceOf([], transcriptOf([segmentOf('s1', [0, 9], '<b>bold</b> & "x"')])));
    expect(textOf(parse(said))).toContain('<b>bold</b> & "x"');
  });

  test('is one page in itself: no address, no script, a policy that forbids both', () => {
    const html = renderHtml(sourceOf(artifactsSaying('x'), transcriptOf([segmentOf('s1', [0, 9], 'x')])));
    expect(html).not.toMatch(/https?:|<script|<link|url\(/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('@media print');
  });

  test.for(formulas)('draws the formula %s as MathML and keeps its LaTeX', (formula) => {
    const html = renderHtml(sourceOf(artifactsSaying(`Then $${formula}$ holds.`), null));
    const elements = elementsOf(parse(html));
    const sources = elements.filter(({ tagName }) => tagName === 'annotation').map(textOf);
    expect(sources.length).toBeGreaterThan(10);
    expect(new Set(sources)).toEqual(new Set([formula]));
    expect(html).not.toContain('katex-error');
  });

  test('draws a formula between double signs on a line of its own', () => {
    const html = renderHtml(sourceOf(artifactsSaying('So $$E = mc^2$$ is it.'), null));
    expect(html).toContain('display="block"');
  });

  test('leaves money as money', () => {
    const html = renderHtml(sourceOf(artifactsSaying('It costs $5 and then $6.'), null));
    expect(html).not.toContain('<math');
    expect(textOf(parse(html))).toContain('It costs $5 and then $6.');
  });

  test.for(manyScripts)('shows %s as it is, in its own direction', (text) => {
    const html = renderHtml(sourceOf(artifactsSaying(text), transcriptOf([segmentOf('s1', [0, 9], text)])));
    const page = parse(html);
    expect(textOf(page).split(text).length - 1).toBeGreaterThan(12);
    expect(
      elementsOf(page)
        .filter((one) => one.tagName === 'p')
        .every((one) => attribute(one, 'dir') === 'auto' || attribute(one, 'class') === 'gap'),
    ).toBe(true);
  });

  test('leads every citation to its sentence in the transcript', () => {
    const transcript = transcriptOf([
      segmentOf('s1', [0, 4_000], 'One.'),
      segmentOf('s2', [754_000, 760_000], 'Two.'),
    ]);
    const summary = {
      overview: claimOf('Over.', ['s2', 's1', 's2', 's404']),
      sections: [{ title: 'Part', bullets: [claimOf('Loose.', [])] }],
    };
    const page = parse(renderHtml(sourceOf([{ type: 'summary', version: 1, content: summary }], transcript)));
    const links = elementsOf(page).filter(({ tagName }) => tagName === 'a');
    expect(links.map(textOf)).toEqual(['[0:00]', '[12:34]']);
    const ids = elementsOf(page).map((one) => attribute(one, 'id'));
    for (const link of links) expect(ids).toContain(attribute(link, 'href')?.slice(1));
    expect(textOf(page)).toContain('no source in the recording');
  });

  test('shows text that is nested too deep for any parser as it is', () => {
    const text = `${'>'.repeat(4_000)} deep`;
    const html = renderHtml(sourceOf(artifactsSaying(text).slice(0, 1), null));
    expect(textOf(parse(html))).toContain(text);
    assertHarmless(html);
  });

  test('nests an outline as deep as it is', () => {
    const nodes = nestedOutline(['One', 'Two', 'Three', 'Four']);
    const html = renderHtml(sourceOf([{ type: 'outline', version: 1, content: { nodes: [nodes] } }], null));
    expect(html).toMatch(/One.*<ul><li[^>]*>.*Two.*<ul><li[^>]*>.*Three.*<ul><li[^>]*>.*Four/s);
    expect(html.split('<ul>').length).toBe(html.split('</ul>').length);
    expect(html.split('<li').length).toBe(html.split('</li>').length);
  });

  test('says what was not transcribed', () => {
    const transcript = transcriptOf([segmentOf('s1', [0, 9], 'x')], {
      gaps: [{ startMs: 60_000, endMs: 90_000 }],
    });
    expect(textOf(parse(renderHtml(sourceOf([], transcript))))).toContain('Not transcribed: 1:00 to 1:30');
  });
});
