/**
 * Abbreviations after which a full stop ends no sentence. Lower case, without the stop; the languages lectures are
 * given in most. Single letters (initials) are handled by rule.
 */
const ABBREVIATIONS = new Set([
  ...[
    'dr',
    'prof',
    'mr',
    'mrs',
    'ms',
    'st',
    'jr',
    'sr',
    'vs',
    'fig',
    'figs',
    'eq',
    'eqs',
    'no',
    'nos',
    'vol',
    'ch',
  ],
  ...[
    'sec',
    'ed',
    'eds',
    'cf',
    'ca',
    'al',
    'approx',
    'e.g',
    'i.e',
    'p',
    'pp',
    'ph.d',
    'resp',
    'def',
    'thm',
    'lem',
  ],
  ...[
    'nr',
    'abb',
    'bzw',
    'z.b',
    'd.h',
    'u.a',
    's',
    'kap',
    'vgl',
    'bspw',
    'sog',
    'ggf',
    'evtl',
    'inkl',
    'tab',
    'bd',
  ],
  ...[
    'm',
    'mme',
    'mlle',
    'art',
    'chap',
    'p.ex',
    'sra',
    'dra',
    'ud',
    'uds',
    'pág',
    'núm',
    'ej',
    'av',
    'sig',
    'dott',
  ],
]);

/** The text as one line: every run of white space is one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/**
 * Divides a text into sentences. Joined with spaces (or nothing, where the text has none) they are the text again.
 * @param language a BCP 47 tag; without one the rules common to all languages apply
 */
export function splitSentences(text: string, language?: string): string[] {
  const segmenter = new Intl.Segmenter(knownLanguage(language), { granularity: 'sentence' });
  const pieces: string[] = [];
  for (const { segment } of segmenter.segment(oneLine(text))) {
    const previous = pieces.at(-1);
    const isOneSentence = previous !== undefined && (endsInAbbreviation(previous) || isTail(segment));
    if (isOneSentence) pieces[pieces.length - 1] = previous + segment;
    else pieces.push(segment);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/**
 * Divides a sentence in two where it hurts least: at a comma or the like, else between two words, else (scripts without
 * spaces) between two word-like units; each time as near to `share` of its length as possible.
 * @returns one part when there is nothing to divide
 */
export function divideSentence(
  sentence: string,
  share: number,
): readonly [string] | readonly [string, string] {
  const target = sentence.length * share;
  const reach = sentence.length * 0.3;
  const nearest = (places: readonly number[]) =>
    places.reduce(
      (best, place) => (Math.abs(place - target) < Math.abs(best - target) ? place : best),
      Infinity,
    );
  const clause = nearest(
    placesAfter(sentence, /[,;:)–—、，；：](?=\s|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})/gu),
  );
  const place = Math.abs(clause - target) <= reach ? clause : nearest(placesBetweenWords(sentence));
  const head = sentence.slice(0, place).trim();
  const tail = sentence.slice(place).trim();
  return place === Infinity || head === '' || tail === '' ? [sentence] : [head, tail];
}

function knownLanguage(language: string | undefined): string | undefined {
  try {
    return language === undefined || Intl.Segmenter.supportedLocalesOf(language).length === 0
      ? undefined
      : language;
  } catch {
    return undefined;
  }
}

function endsInAbbreviation(text: string): boolean {
  const last = /(\S+)\.\s*$/u.exec(text)?.[1]?.replace(/^["'(„“«]+/u, '');
  if (last === undefined) return false;
  return /^\p{Lu}$/u.test(last) || /^\d{1,2}$/.test(last) || ABBREVIATIONS.has(last.toLowerCase());
}

/** What begins in lower case or has no letter at all belongs to the sentence before. */
function isTail(text: string): boolean {
  return /^[\p{Ll}\p{Pe}\p{Pf}]/u.test(text) || !/[\p{L}\p{N}]/u.test(text);
}

function placesAfter(sentence: string, pattern: RegExp): number[] {
  return [...sentence.matchAll(pattern)].map((match) => match.index + match[0].length);
}

function placesBetweenWords(sentence: string): number[] {
  const spaces = placesAfter(sentence, /\s/gu);
  if (spaces.length > 0) return spaces;
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(sentence)];
  return words
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ index }) => index)
    .slice(1);
}
