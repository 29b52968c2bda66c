import { basename } from 'node:path';

/** Longest title, in characters; file names can be longer. */
const LONGEST_TITLE = 200;

/** The ending of a file's name: a dot and up to eight letters or digits with a letter among them, so that `Week 1.2` keeps its number. */
const ending = /(?<=.)\.(?=[\p{L}\d]*\p{L})[\p{L}\d]{1,8}$/u;

/** Control characters, and the marks that turn the direction of what follows: in a title they only deceive. White space with them. */
const invisible = /[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * A title a person would give: the title the file carries, else its name without the ending and with spaces for underscores.
 * @param titleTag as the file states it; hostile like any other text from a file
 */
export function titleFrom(path: string, titleTag: string | null): string {
  const name = basename(path).replace(ending, '').replaceAll('_', ' ');
  return plain(titleTag ?? '') || plain(name) || 'Untitled lecture';
}

function plain(text: string): string {
  // By code points: a cut must not leave half a character.
  const characters = Array.from(text.replaceAll(invisible, ' ').trim());
  return characters.slice(0, LONGEST_TITLE).join('').trim();
}
