/** The four low DTMF frequencies in hertz (ITU-T Q.23); a symbol's row is `symbol >> 2`. */
export const LOW_HZ: readonly number[] = [697, 770, 852, 941];

/** The four high DTMF frequencies in hertz (ITU-T Q.23); a symbol's column is `symbol & 3`. */
export const HIGH_HZ: readonly number[] = [1209, 1336, 1477, 1633];

/** Length of one tone. */
export const TONE_MS = 60;

/** Silence between two tones of the same word. */
export const TONE_GAP_MS = 40;

/** Shortest silence between two words. */
export const WORD_GAP_MS = 100;

/** How many words the ruler knows. */
export const WORD_COUNT = 4096;

/** The sign a word may carry; each has a tone of its own that follows the word like a fifth symbol. */
export type Punctuation = '' | '.' | '?' | '!' | ',';

const SYMBOLS_PER_WORD = 4;
/** The fourth column of the keypad (A, B, C, D) never ends a word, so it is free for punctuation. */
const PUNCTUATION_BY_SYMBOL: ReadonlyMap<number, Punctuation> = new Map([
  [3, '.'],
  [7, '?'],
  [11, '!'],
  [15, ','],
]);
const SYMBOL_BY_PUNCTUATION = new Map([...PUNCTUATION_BY_SYMBOL].map(([symbol, sign]) => [sign, symbol]));

const CODES = listCodes();
const WORD_BY_CODE = new Map(CODES.map((code, index) => [code.join(), wordAt(index)]));
const CODE_BY_WORD = new Map(CODES.map((code, index) => [wordAt(index), code]));

/** The word with this index (0 to 4095): two pronounceable syllables, unique. */
export function wordAt(index: number): string {
  return syllable(index >> 6) + syllable(index & 63);
}

/** The symbols that say a word and the sign behind it. Throws a RangeError for a word the ruler does not know. */
export function encodeWord(word: string, punctuation: Punctuation): readonly number[] {
  const code = CODE_BY_WORD.get(word);
  if (code === undefined) throw new RangeError(`"${word}" is not a word of the ruler`);
  const sign = SYMBOL_BY_PUNCTUATION.get(punctuation);
  return sign === undefined ? code : [...code, sign];
}

/** The word and sign a run of symbols says, or null when it is not exactly one whole word. */
export function decodeWord(symbols: readonly number[]): { word: string; punctuation: Punctuation } | null {
  const word = WORD_BY_CODE.get(symbols.slice(0, SYMBOLS_PER_WORD).join());
  if (word === undefined || symbols.length > SYMBOLS_PER_WORD + 1) return null;
  const last = symbols[SYMBOLS_PER_WORD];
  if (last === undefined) return { word, punctuation: '' };
  const punctuation = PUNCTUATION_BY_SYMBOL.get(last);
  return punctuation === undefined ? null : { word, punctuation };
}

/** The words of a text as the ruler spells them: lower case, signs removed. For comparing a transcript with the truth. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? [];
}

/**
 * Neighbouring symbols differ, so no two tones can melt into one, and a weighted sum catches a misheard one:
 * a word is heard right or not at all.
 */
function listCodes(): readonly (readonly number[])[] {
  const codes: number[][] = [];
  for (let packed = 0; codes.length < WORD_COUNT && packed < 65_536; packed++) {
    // A large odd stride visits all 65536 codes and keeps words that follow each other unlike in sound.
    const mixed = (packed * 40_503) & 0xffff;
    const code = [mixed >> 12, (mixed >> 8) & 15, (mixed >> 4) & 15, mixed & 15];
    if (isUsable(code)) codes.push(code);
  }
  return codes;
}

function isUsable(code: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = code;
  const neighboursDiffer = first !== second && second !== third && third !== fourth;
  const sum = first + 2 * second + 4 * third + 5 * fourth;
  return neighboursDiffer && !PUNCTUATION_BY_SYMBOL.has(fourth) && sum % 9 === 0;
}

function syllable(index: number): string {
  const consonants = 'bdfghklmnprstvwz';
  const vowels = 'aeio';
  return consonants.charAt(index >> 2) + vowels.charAt(index & 3);
}
