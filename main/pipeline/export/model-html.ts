import rehypeKatex from 'rehype-katex';
import rehypeSanitize, { type Options as SanitizeOptions } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { plainText, textParts } from './marked-text.ts';

/**
 * What may stand in a model's text: words, emphasis, lists, tables, code. No links, pictures, ids, styles or anything that could act or
 * load; `math` classes are how formulas travel to KaTeX.
 */
const allowed: SanitizeOptions = {
  tagNames: [
    ...['p', 'br', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'sub', 'sup'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ],
  attributes: {
    code: [['className', 'language-math', 'math-inline', 'math-display']],
    th: ['align'],
    td: ['align'],
    ol: ['start'],
  },
  protocols: {},
  strip: ['script', 'style'],
  clobber: [],
};

const withoutFormulas = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, allowed)
  .use(rehypeStringify)
  .freeze();

const withMathMl = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkRehype)
  .use(rehypeSanitize, allowed)
  // Commands that load or link are refused by `trust: false`; the limits keep a hostile formula from taking minutes.
  .use(rehypeKatex, { output: 'mathml', trust: false, strict: 'ignore', maxExpand: 500, maxSize: 50 })
  .use(rehypeStringify)
  .freeze();

/** A model's Markdown as HTML that cannot act or load anything, formulas as MathML. */
export function htmlWithMathMl(markdown: string): string {
  const prepared = textParts(plainText(markdown).trim()).map(({ kind, text }) => {
    if (kind === 'math') return text.startsWith('$$') ? `\n\n$$\n${text.slice(2, -2).trim()}\n$$\n\n` : text;
    // What Lectern does not take for a formula, the parser must not take for one either.
    return kind === 'text' ? text.replaceAll(/(?<!\\)((?:\\\\)*)\$/g, String.raw`$1\$$`) : text;
  });
  return converted(withMathMl, prepared.join(''));
}

/** The same with formulas as text for MathJax: `\(…\)` and `\[…\]`, as Anki reads them. */
export function htmlWithTex(markdown: string): string {
  const formulas: string[] = [];
  const parts = textParts(
    plainText(markdown)
      .replaceAll(/[\ue000\ue001]/g, '')
      .trim(),
  );
  const prepared = parts.map(({ kind, text }) => {
    if (kind !== 'math') return text;
    const isDisplay = text.startsWith('$$');
    const inner = isDisplay ? text.slice(2, -2) : text.slice(1, -1);
    formulas.push(escapeHtml(isDisplay ? `\\[${inner}\\]` : `\\(${inner}\\)`));
    return `\ue000${formulas.length - 1}\ue001`;
  });
  const html = converted(withoutFormulas, prepared.join(''));
  return html.replaceAll(/\ue000(\d+)\ue001/g, (_, index: string) => formulas[Number(index)] ?? '');
}

/** Markdown nested a thousand deep is no text anybody wrote; where the parser gives up on it, it is shown as it is. */
function converted(processor: { processSync(text: string): unknown }, markdown: string): string {
  try {
    return withoutParagraph(String(processor.processSync(markdown)));
  } catch (error) {
    if (error instanceof RangeError) return escapeHtml(markdown);
    throw error;
  }
}

/** Text for between tags or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** One paragraph alone needs no tags around it. */
function withoutParagraph(html: string): string {
  const [, inner] = /^<p>([\s\S]*)<\/p>$/.exec(html) ?? [];
  return inner !== undefined && !inner.includes('<p>') ? inner : html;
}
