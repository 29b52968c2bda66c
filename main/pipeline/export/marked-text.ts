/** A stretch of a Markdown text: what stands between `$` signs, inside backquotes, or neither. Delimiters belong to it. */
export interface TextPart {
  readonly kind: 'text' | 'math' | 'code';
  readonly text: string;
}

/**
 * An escaped character, a code span on one line, or a formula. As in Markdown, what begins first wins. A formula begins and ends
 * at something other than a space and is not closed before a digit, so that `$5 and $6` is money.
 */
const partPattern =
  /\\[\s\S]|(?<code>(?<ticks>`+)(?!`)[^\n]*?[^`\n]\k<ticks>(?!`))|(?<math>\$\$[\s\S]+?\$\$|\$(?![\s$])(?:\\[\s\S]|[^$\\])*?(?<!\s)\$(?!\d))/g;

/** Divides a text into formulas, code and the rest; joined again the parts are the text. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(partPattern)) {
    const kind = match.groups?.['math'] ? 'math' : match.groups?.['code'] ? 'code' : null;
    if (kind === null) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind, text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** `\p{Cc}` without the line feed, and the marks that turn the direction of whatever follows them. */
const harmful = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** Text without control characters and turned direction, with `\n` at line ends: what any file for people may hold. */
export function plainText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ').replaceAll(harmful, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim();
}

/** Sentences as one run of text; scripts that write without spaces get none between sentences. */
export function joinSentences(sentences: readonly string[]): string {
  let joined = '';
  for (const sentence of sentences.map(oneLine)) {
    const needsSpace = joined !== '' && sentence !== '' && !unspaced.test(joined.slice(-1) + sentence);
    joined += needsSpace ? ` ${sentence}` : sentence;
  }
  return joined;
}

/** The end of one sentence and the beginning of the next are both Chinese or Japanese, ideographic marks included. */
const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff00-\uffef]{2}/u;
