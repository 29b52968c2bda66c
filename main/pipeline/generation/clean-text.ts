import { cutAtWord } from './words.ts';

/** Longest text of one field; more is out of all proportion whatever the preset. Characters. */
export const MOST_TEXT_CHARACTERS = 4_000;
const MOST_LINE_CHARACTERS = 400;

/** `\p{Cc}` without the line break, the marks that turn the direction of what follows, and the byte order mark. */
const harmful = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** Text of a model, made safe to store: no control characters, no turned direction, formulas as they were meant. Markup stays text. */
export function cleanText(text: string): string {
  const clean = restoreFormulas(text).normalize('NFC').replace(/\r\n?/g, '\n').replaceAll('\t', ' ');
  return cutAtWord(
    clean
      .replace(harmful, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    MOST_TEXT_CHARACTERS,
  );
}

/** The same in one line, for titles, choices and tags. */
export function cleanLine(text: string): string {
  return cutAtWord(cleanText(text).replace(/\s+/g, ' '), MOST_LINE_CHARACTERS);
}

const formula = /\$\$[^$]+\$\$|\$[^$]+\$/g;
/** Commands whose first letter makes a JSON escape together with the backslash: `\nabla` written once arrives as a line break and `abla`. */
const lineBreakCommands =
  /\n(?=abla|atural|cong|earrow|eg\b|eq\b|e\b|exists|geq|i\b|leq|mid|ot\b|otin|parallel|prec|rightarrow|subset|sim|u\b|warrow)/g;

/** Undoes JSON escapes that ate the backslash of a formula: `\frac`, `\beta`, `\theta`, `\rho`, `\nabla`. */
function restoreFormulas(text: string): string {
  return text
    .replaceAll('\f', '\\f')
    .replaceAll('\b', '\\b')
    .replace(formula, (math) =>
      math
        .replace(/\t(?=[a-z])/g, '\\t')
        .replace(/\r(?=[a-z])/g, '\\r')
        .replace(lineBreakCommands, '\\n'),
    );
}
