import { LONGEST_SENTENCE_MS, type PlacedSentence, placeSentences } from './place-sentences.ts';
import type { SpeechMap, TimeSpan } from './speech-map.ts';
import type { TimedText } from './timed-words.ts';

/** A sentence is over when its text ends so. */
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/u;

/** Pieces further apart than this are not one sentence, whatever their punctuation. */
const LONGEST_INNER_GAP_MS = 2000;

/**
 * Sentences with times for servers that return pieces of text with times but no words. A piece with several sentences is
 * divided by the speech found in it; pieces that stop in the middle of a sentence are joined to the next.
 *
 * @param input.span the segment's time in the recording; no sentence leaves it
 */
export function placeTimedPieces(input: {
  readonly pieces: readonly TimedText[];
  readonly span: TimeSpan;
  readonly map: SpeechMap;
  readonly language?: string;
}): PlacedSentence[] {
  const { span, map, language } = input;
  const placed = input.pieces.flatMap((piece) => {
    const within = {
      startMs: Math.min(span.endMs, Math.round(span.startMs + piece.startMs)),
      endMs: Math.min(span.endMs, Math.round(span.startMs + piece.endMs)),
    };
    const sentences = placeSentences({
      text: piece.text,
      span: within,
      map,
      ...(language === undefined ? {} : { language }),
    });
    // The server's own bounds are better than what can be heard.
    return sentences.map((sentence, index) => {
      const startMs = index === 0 ? within.startMs : sentence.startMs;
      const endMs = index === sentences.length - 1 ? within.endMs : sentence.endMs;
      return { text: sentence.text, startMs, endMs: Math.min(endMs, startMs + LONGEST_SENTENCE_MS) };
    });
  });
  return joinUnfinished(placed);
}

function joinUnfinished(sentences: readonly PlacedSentence[]): PlacedSentence[] {
  const joined: PlacedSentence[] = [];
  for (const sentence of sentences) {
    const previous = joined.at(-1);
    const belongs =
      previous !== undefined &&
      !SENTENCE_END.test(previous.text) &&
      sentence.startMs - previous.endMs <= LONGEST_INNER_GAP_MS &&
      sentence.endMs - previous.startMs <= LONGEST_SENTENCE_MS;
    if (!belongs) joined.push(sentence);
    else
      joined[joined.length - 1] = {
        ...sentence,
        startMs: previous.startMs,
        text: `${previous.text} ${sentence.text}`,
      };
  }
  return joined;
}
