import { alignSentences } from './align-sentences.ts';
import { divideSentence, oneLine, splitSentences } from './sentences.ts';
import type { SpeechMap, TimeSpan } from './speech-map.ts';
import { followSpeech } from './speech-timeline.ts';
import { spokenLength } from './spoken-length.ts';

/** Longest transcript segment. */
export const LONGEST_SENTENCE_MS = 15_000;

/** A sentence with its times from the start of the recording. */
export interface PlacedSentence extends TimeSpan {
  readonly text: string;
}

/**
 * The own clock: finds out when each sentence of a segment was said, for models that return text only. Sentences are
 * aligned to the speech and the pauses found in the segment; none is longer than 15 s, longer ones are divided.
 * Every word of the text comes back once, in order. Empty text gives no sentence.
 *
 * @param input.span the segment's time in the recording
 * @param input.language BCP 47 tag of the text, if known
 */
export function placeSentences(input: {
  readonly text: string;
  readonly span: TimeSpan;
  readonly map: SpeechMap;
  readonly language?: string;
}): PlacedSentence[] {
  const sentences = splitSentences(input.text, input.language);
  if (sentences.length === 0) return [];
  return alignTexts(sentences, input.span, input.map).flatMap((sentence) => shorten(sentence, input.map));
}

function alignTexts(texts: readonly string[], span: TimeSpan, map: SpeechMap): PlacedSentence[] {
  const spans = alignSentences(texts.map(spokenLength), followSpeech(map, span));
  return texts.map((text, index) => ({ text, ...(spans[index] ?? span) }));
}

/**
 * Divides a sentence that lasts too long into pieces that do not. A few words said in half a minute of noise cannot be
 * divided; they keep their start and end after 15 s.
 */
export function shorten(sentence: PlacedSentence, map: SpeechMap): PlacedSentence[] {
  const { startMs, endMs } = sentence;
  if (endMs - startMs <= LONGEST_SENTENCE_MS) return [sentence];
  const pieces = Math.ceil((endMs - startMs) / LONGEST_SENTENCE_MS);
  const parts = divideSentence(oneLine(sentence.text), Math.floor(pieces / 2) / pieces);
  if (parts.length === 1) return [{ ...sentence, endMs: startMs + LONGEST_SENTENCE_MS }];
  return alignTexts(parts, sentence, map).flatMap((part) => shorten(part, map));
}
