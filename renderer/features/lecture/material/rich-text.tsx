import { memo, type ReactElement, type ReactNode } from 'react';
import Markdown, { type Components, type Options } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';

interface RichTextProps {
  /** Markdown with formulas between `$` signs; HTML in it stays text. */
  readonly text: string;
  /** What follows in the same line, such as the sources. */
  readonly after?: ReactNode;
}

/**
 * Material as it was written. It comes from a model that read a recording, so nothing in it is trusted: HTML is shown
 * as the text it is, links go nowhere, pictures are not loaded. Formulas become MathML, which needs no styles or fonts.
 */
export const RichText = memo(function RichText({ text, after }: RichTextProps): ReactElement {
  return (
    <>
      <Markdown {...options}>{withDisplayFormulas(text)}</Markdown>
      {after}
    </>
  );
});

const components: Components = {
  p: ({ children }) => <span className="not-first:mt-2 not-first:block">{children}</span>,
  a: ({ children }) => <>{children}</>,
  img: ({ alt }) => <>{alt ?? ''}</>,
  code: ({ children }) => <code className="rounded-[3px] bg-hover px-1 text-small">{children}</code>,
  ul: ({ children }) => <ul className="my-1 list-disc pl-5">{children}</ul>,
  ol: ({ children }) => <ol className="my-1 list-decimal pl-5">{children}</ol>,
};

const options: Options = {
  remarkPlugins: [remarkGfm, remarkMath],
  rehypePlugins: [
    [rehypeKatex, { output: 'mathml', strict: false, trust: false, maxSize: 20, maxExpand: 500 }],
  ],
  components,
};

/** `$$…$$` within a line is a formula of its own to people, but not to Markdown: it is put on lines of its own. */
function withDisplayFormulas(text: string): string {
  return text.replaceAll(
    /\$\$([^$]+)\$\$/g,
    (_whole, formula: string) => `\n\n$$\n${formula.trim()}\n$$\n\n`,
  );
}
