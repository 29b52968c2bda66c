import type { SegmentFlag } from '../../../preload/contract/transcript.ts';
import { spokenLength } from '../speech/spoken-length.ts';

/** Why an answer is not believed. */
export type Doubt = Extract<SegmentFlag, 'loop' | 'silence-text' | 'low-speech'>;

/** Nobody says more than this many letters a second; hurried speech reaches 25. */
const MOST_LETTERS_PER_SECOND = 40;
/** A word or two is not worth a doubt. Letters. */
const LEAST_INVENTION = 30;

/** Speech in which this little is said is most likely not speech, or was not heard. Letters a second. */
const LEAST_LETTERS_PER_SECOND = 1.5;
/** Below this much speech a short answer proves nothing. */
const LEAST_SPEECH_MS = 8_000;
/** No text at all is strange from here on. */
const LEAST_SPEECH_FOR_EMPTY_MS = 1_500;

/** Longest unit of a loop, in words. Models get stuck on words, phrases and whole sentences. */
const LONGEST_UNIT = 25;
/** A unit said this often in a row is a loop when the run is also long; speakers do say "very, very, very". */
const LEAST_REPEATS = 4;
const LEAST_RUN_WORDS = 12;
const LEAST_RUN_LETTERS = 60;

/**
 * Compares what was written with what was heard: the same words again and again, text where next to no speech was, or far less
 * text than speech. Null when nothing is strange. Pure.
 * @param speechMs speech found in the piece
 */
export function doubtOf(text: string, speechMs: number): Doubt | null {
  const letters = /[\p{L}\p{N}]/u.test(text) ? spokenLength(text) : 0;
  if (letters === 0) return speechMs >= LEAST_SPEECH_FOR_EMPTY_MS ? 'low-speech' : null;
  if (isLoop(text)) return 'loop';
  if (letters >= LEAST_INVENTION && letters > (speechMs / 1_000) * MOST_LETTERS_PER_SECOND)
    return 'silence-text';
  const isMeagre = letters < (speechMs / 1_000) * LEAST_LETTERS_PER_SECOND;
  return isMeagre && speechMs >= LEAST_SPEECH_MS ? 'low-speech' : null;
}

/** True when a unit of one to 25 words is repeated over a long run. Texts without spaces are compared by character. */
export function isLoop(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const hasSpaces = words.length === 0 || text.length / words.length < 20;
  if (hasSpaces) return hasLongRun(words, LEAST_RUN_WORDS);
  return hasLongRun(Array.from(words.join('')), LEAST_RUN_LETTERS);
}

function hasLongRun(words: readonly string[], leastRun: number): boolean {
  const longest = Math.min(LONGEST_UNIT, Math.floor(words.length / LEAST_REPEATS));
  for (let unit = 1; unit <= longest; unit += 1) {
    if (longestRun(words, unit) >= Math.max(leastRun, unit * LEAST_REPEATS)) return true;
  }
  return false;
}

/** Words in the longest stretch in which every word equals the one `unit` places before, the first unit included. */
function longestRun(words: readonly string[], unit: number): number {
  let run = unit;
  let longest = 0;
  for (let index = unit; index < words.length; index += 1) {
    run = words[index] === words[index - unit] ? run + 1 : unit;
    longest = Math.max(longest, run);
  }
  return longest;
}
