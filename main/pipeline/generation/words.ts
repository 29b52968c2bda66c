/** Finds words in any script, so that a limit means the same in German and in Chinese. */
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
const FORMULA = /\$\$[^$]+\$\$|\$[^$\n]+\$/g;
const SENTENCE_END = /(?<=[.!?…。！？])(?=\s|[^\s\p{P}\d])/u;

/** Words of a text; a formula between `$` signs counts as one. */
export function countWords(text: string): number {
  let words = 0;
  for (const part of segmenter.segment(text.replace(FORMULA, ' x ')))
    if (part.isWordLike === true) words += 1;
  return words;
}

/** Sentences with the signs at their ends; a text without any is one sentence. Formulas are not cut. */
export function splitSentences(text: string): readonly string[] {
  const formulas: string[] = [];
  const masked = text.replace(FORMULA, (formula) => `\u{E000}${formulas.push(formula) - 1}\u{E001}`);
  return masked
    .split(SENTENCE_END)
    .map((part) =>
      part.replace(/\u{E000}(\d+)\u{E001}/gu, (_, index) => formulas[Number(index)] ?? '').trim(),
    )
    .filter((part) => part !== '');
}

/** Groups sentences so that each group keeps to `most` words; a longer sentence stands alone and whole. */
export function splitAtSentences(text: string, most: number): readonly string[] {
  const groups: string[] = [];
  for (const sentence of splitSentences(text)) {
    const last = groups.at(-1);
    if (last !== undefined && countWords(last) + countWords(sentence) <= most) {
      groups[groups.length - 1] = `${last} ${sentence}`;
    } else groups.push(sentence);
  }
  return groups;
}

/** Cuts at a word's end and shows it with `…`. For text that is out of all proportion. */
export function cutAtWord(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  const cut = text.slice(0, mostCharacters - 1);
  const end = cut.search(/\s\S*$/);
  return `${(end > mostCharacters / 2 ? cut.slice(0, end) : cut).trimEnd()}…`;
}
