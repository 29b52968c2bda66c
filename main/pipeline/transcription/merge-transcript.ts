import type { Piece, Segment, TranscriptVersion } from '../rows-port.ts';
import { LONGEST_SENTENCE_MS } from '../speech/place-sentences.ts';
import type { SpeechMap, TimeSpan } from '../speech/speech-map.ts';
import type { HeardText } from './answer-reading.ts';
import { pieceSentences, pieceSpan, type Sentence } from './piece-sentences.ts';

/** A piece with what was heard in it; null while it has no text. */
export interface HeardPiece {
  readonly piece: Piece;
  readonly heard: HeardText | null;
}

/** A transcript without its place in the library. */
export type MergedTranscript = Omit<TranscriptVersion, 'lectureId' | 'version'>;

/** A sentence goes on over a seam when it has no end before and the speaker pauses no longer than this. */
const LONGEST_SEAM_MS = 1_500;
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/u;

/**
 * Puts the pieces together: every word once, in order, sentences that do not overlap and are at most 15 s long, gaps where pieces
 * have no text. Pure: the same answers give the same transcript however often it runs.
 *
 * @param fixedLanguage what the person chose; else the language most of the text is in
 */
export function mergeTranscript(
  pieces: readonly HeardPiece[],
  map: SpeechMap,
  fixedLanguage: string | null,
): MergedTranscript {
  const inOrder = pieces.toSorted((one, other) => one.piece.startSample - other.piece.startSample);
  const language = fixedLanguage ?? prevailingLanguage(inOrder);
  const sentences = inOrder.flatMap(({ piece, heard }) =>
    heard === null ? [] : pieceSentences(piece, { ...heard, language: heard.language ?? language }, map),
  );
  return {
    language,
    coverage: coverageOf(inOrder),
    gaps: gapsOf(inOrder),
    segments: number(untangle(joinSeams(sentences))),
  };
}

/** Speech that has text, divided by speech heard; 1 when there was none. */
function coverageOf(pieces: readonly HeardPiece[]): number {
  const heardMs = pieces.reduce((sum, { piece }) => sum + piece.speechMs, 0);
  const transcribedMs = pieces.reduce(
    (sum, { piece, heard }) => sum + (heard === null || heard.text === '' ? 0 : piece.speechMs),
    0,
  );
  return heardMs === 0 ? 1 : transcribedMs / heardMs;
}

/** Pieces without an answer; neighbours that touch are one gap. */
function gapsOf(pieces: readonly HeardPiece[]): readonly TimeSpan[] {
  const missing = pieces.filter(({ heard }) => heard === null).map(({ piece }) => pieceSpan(piece));
  const gaps: TimeSpan[] = [];
  for (const span of missing) {
    const last = gaps.at(-1);
    if (last === undefined || span.startMs - last.endMs > 1) gaps.push(span);
    else gaps[gaps.length - 1] = { startMs: last.startMs, endMs: span.endMs };
  }
  return gaps;
}

function prevailingLanguage(pieces: readonly HeardPiece[]): string | null {
  const letters = new Map<string, number>();
  for (const { heard } of pieces) {
    if (heard === null || heard.language === null) continue;
    letters.set(heard.language, (letters.get(heard.language) ?? 0) + heard.text.length);
  }
  const [most] = [...letters].toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}

/** A seam lies in a pause, and not every pause ends a sentence: the rest of one is joined to its beginning. */
function joinSeams(sentences: readonly Sentence[]): readonly Sentence[] {
  const joined: Sentence[] = [];
  for (const sentence of sentences) {
    const before = joined.at(-1);
    if (before !== undefined && continues(before, sentence)) {
      joined[joined.length - 1] = {
        ...before,
        endMs: sentence.endMs,
        text: `${before.text} ${sentence.text}`,
        flags: [...new Set([...before.flags, ...sentence.flags])],
      };
    } else joined.push(sentence);
  }
  return joined;
}

function continues(before: Sentence, sentence: Sentence): boolean {
  return (
    !SENTENCE_END.test(before.text) &&
    /^\p{Ll}/u.test(sentence.text) &&
    before.speaker === sentence.speaker &&
    sentence.startMs - before.endMs <= LONGEST_SEAM_MS &&
    sentence.endMs - before.startMs <= LONGEST_SENTENCE_MS
  );
}

/** Times as whole milliseconds that never run backwards and never overlap. */
function untangle(sentences: readonly Sentence[]): readonly Sentence[] {
  let clockMs = 0;
  return sentences.map((sentence) => {
    const startMs = Math.max(clockMs, Math.round(sentence.startMs));
    const endMs = Math.max(startMs, Math.round(sentence.endMs));
    clockMs = endMs;
    return { ...sentence, startMs, endMs };
  });
}

function number(sentences: readonly Sentence[]): readonly Segment[] {
  return sentences.map(({ startMs, endMs, text, speaker, flags }, index) => ({
    id: `s${index + 1}`,
    startMs,
    endMs,
    text,
    ...(speaker === undefined ? {} : { speaker }),
    flags: [...new Set(flags)],
  }));
}
