import type { SegmentFlag } from '../../../preload/contract/transcript.ts';
import type { Piece } from '../rows-port.ts';
import { placeSentences, type PlacedSentence } from '../speech/place-sentences.ts';
import { SAMPLE_RATE } from '../speech/speech-features.ts';
import type { SpeechMap, TimeSpan } from '../speech/speech-map.ts';
import { placeTimedPieces } from '../speech/timed-pieces.ts';
import { placeTimedWords } from '../speech/timed-words.ts';
import type { HeardText, SpokenText } from './answer-reading.ts';

/** A sentence in the recording, not yet numbered. */
export interface Sentence extends PlacedSentence {
  readonly speaker?: string;
  readonly flags: readonly SegmentFlag[];
}

/** The time of a piece in the recording, whole milliseconds. */
export function pieceSpan(piece: Pick<Piece, 'startSample' | 'endSample'>): TimeSpan {
  const perMs = SAMPLE_RATE / 1_000;
  return { startMs: Math.round(piece.startSample / perMs), endMs: Math.round(piece.endSample / perMs) };
}

/**
 * The sentences of one piece, by the best clock there is: the server's words, else its parts, else Lectern's own, which is said so by
 * the flag `estimated`. Pure.
 */
export function pieceSentences(piece: Piece, heard: HeardText, map: SpeechMap): readonly Sentence[] {
  const common = {
    span: pieceSpan(piece),
    map,
    ...(heard.language === null ? {} : { language: heard.language }),
  };
  const { text, words, parts } = heard;
  if (text === '') return [];
  if (words !== null && !hasSpeakers(parts))
    return withFlags(placeTimedWords({ ...common, text, words }), piece.flags);
  if (parts !== null) {
    return turnsOf(parts).flatMap((turn) =>
      withFlags(placeTimedPieces({ ...common, pieces: turn.parts }), piece.flags, turn.speaker),
    );
  }
  return withFlags(placeSentences({ ...common, text }), [...piece.flags, 'estimated']);
}

function hasSpeakers(parts: readonly SpokenText[] | null): boolean {
  return parts?.some((part) => part.speaker !== undefined) ?? false;
}

function withFlags(
  sentences: readonly PlacedSentence[],
  flags: readonly SegmentFlag[],
  speaker?: string,
): readonly Sentence[] {
  return sentences.map((sentence) => ({ ...sentence, flags, ...(speaker === undefined ? {} : { speaker }) }));
}

interface Turn {
  readonly speaker: string | undefined;
  readonly parts: readonly SpokenText[];
}

/** Parts said by the same person one after the other. */
function turnsOf(parts: readonly SpokenText[]): readonly Turn[] {
  const turns: { speaker: string | undefined; parts: SpokenText[] }[] = [];
  for (const part of parts) {
    const last = turns.at(-1);
    if (last !== undefined && last.speaker === part.speaker) last.parts.push(part);
    else turns.push({ speaker: part.speaker, parts: [part] });
  }
  return turns;
}
