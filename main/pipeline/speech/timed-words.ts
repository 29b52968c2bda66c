import { splitSentences } from './sentences.ts';
import { LONGEST_SENTENCE_MS, type PlacedSentence, placeSentences, shorten } from './place-sentences.ts';
import type { SpeechMap, TimeSpan } from './speech-map.ts';

/** A word, or a longer piece of text, with the times a server gave it, in milliseconds from the segment's start. */
export interface TimedText extends TimeSpan {
  readonly text: string;
}

interface Token extends TimeSpan {
  readonly text: string;
  /** Whether the server's word for it was found. */
  readonly isTimed: boolean;
}

/** How many words ahead a token is looked for when server and text disagree. */
const LOOK_AHEAD = 4;

/**
 * Sentences with times for servers that return a time for every word. The text decides what is written (words from
 * servers often lack punctuation), the words decide when. Where the two hardly agree (scripts without spaces), Lectern's
 * own clock places the sentences.
 *
 * @param input.span the segment's time in the recording; no sentence leaves it
 */
export function placeTimedWords(input: {
  readonly text: string;
  readonly words: readonly TimedText[];
  readonly span: TimeSpan;
  readonly map: SpeechMap;
  readonly language?: string;
}): PlacedSentence[] {
  const tokens = timeTokens(input.text, input.words, input.span);
  if (tokens.filter((token) => token.isTimed).length < tokens.length / 2) return placeSentences(input);
  let next = 0;
  return splitSentences(input.text, input.language).flatMap((text) => {
    const own = tokens.slice(next, next + text.split(' ').length);
    next += own.length;
    return divideAtWords(sentenceOf(text, own, input.span), own, input.map);
  });
}

/** Gives each word of the text its time, in order. */
function timeTokens(text: string, words: readonly TimedText[], span: TimeSpan): Token[] {
  let nextWord = 0;
  let clockMs = span.startMs;
  const tokens = text.split(/\s+/u).filter((token) => token !== '');
  return tokens.map((token) => {
    const ahead = words.slice(nextWord, nextWord + LOOK_AHEAD);
    const found = ahead.findIndex((word) => bareWord(word.text) === bareWord(token));
    // A word spelled differently ("5", "five") is most likely the next one; it is not used up.
    const word = ahead[Math.max(0, found)] ?? { startMs: 0, endMs: 0 };
    if (found !== -1) nextWord += found + 1;
    const startMs = Math.max(clockMs, toRecording(span, word.startMs));
    if (found !== -1) clockMs = Math.max(startMs, toRecording(span, word.endMs));
    return { text: token, startMs, endMs: Math.max(startMs, clockMs), isTimed: found !== -1 };
  });
}

/** A sentence longer than allowed is divided where the widest gap between its words lies, as often as needed. */
function divideAtWords(sentence: PlacedSentence, tokens: readonly Token[], map: SpeechMap): PlacedSentence[] {
  const { startMs, endMs } = sentence;
  if (endMs - startMs <= LONGEST_SENTENCE_MS || tokens.length < 2) return shorten(sentence, map);
  const place = widestGap(tokens);
  return [tokens.slice(0, place), tokens.slice(place)].flatMap((part) => {
    const text = part.map((token) => token.text).join(' ');
    return divideAtWords(sentenceOf(text, part, sentence), part, map);
  });
}

function sentenceOf(text: string, tokens: readonly Token[], bounds: TimeSpan): PlacedSentence {
  return { text, startMs: tokens[0]?.startMs ?? bounds.startMs, endMs: tokens.at(-1)?.endMs ?? bounds.endMs };
}

/** The token before which the widest gap of the middle half lies. */
function widestGap(tokens: readonly Token[]): number {
  const gapBefore = (index: number) => (tokens[index]?.startMs ?? 0) - (tokens[index - 1]?.endMs ?? 0);
  let widest = Math.max(1, Math.floor(tokens.length / 2));
  for (let index = Math.max(1, Math.ceil(tokens.length / 4)); index <= (tokens.length * 3) / 4; index += 1) {
    if (gapBefore(index) > gapBefore(widest)) widest = index;
  }
  return widest;
}

function bareWord(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** From a time in the segment to one in the recording, inside the segment. */
function toRecording(span: TimeSpan, timeMs: number): number {
  return Math.round(Math.min(span.endMs, Math.max(span.startMs, span.startMs + timeMs)));
}
