/** How long a character takes to say, in letters of an alphabet: an ideograph is a syllable, a digit a word. */
const IDEOGRAPH = 3;
const DIGIT = 4;

/** How long a text takes to say, in letters; at least 1. Only the ratio between texts of one language means something. */
export function spokenLength(text: string): number {
  let length = 0;
  for (const character of text) {
    if (/\p{Script=Han}|\p{Script=Hangul}/u.test(character)) length += IDEOGRAPH;
    else if (/\p{Nd}/u.test(character)) length += DIGIT;
    else if (/[\p{L}\p{Sm}%$€£]/u.test(character)) length += 1;
  }
  return Math.max(1, length);
}
