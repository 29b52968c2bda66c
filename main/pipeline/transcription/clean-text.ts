/**
 * Text of a model or a file as one line: control characters and signs that change the direction or the look of what follows are
 * taken out, white space is one space. Hostile input becomes harmless, words stay.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, '')
    .trim();
}
