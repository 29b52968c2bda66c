import { newIdentifier } from '../../lib/identifier.ts';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { TaskOutcome } from '../../queue/ports.ts';
import type { Library } from '../library-port.ts';
import type { Piece } from '../rows-port.ts';
import { SAMPLE_RATE } from '../speech/speech-features.ts';
import type { SpeechMap } from '../speech/speech-map.ts';
import { splitSegment } from '../speech/split-segment.ts';

/** A piece this short is not split again: whatever the server dislikes, it is not the length. */
const SHORTEST_PIECE_MS = 5_000;

/**
 * Replaces a piece by two that tile it exactly, cut in its best pause, each a task of its own.
 * Throws `PIECE_CANNOT_SPLIT` (fatal) when it is as short as pieces get.
 */
export function replanPiece(
  piece: Piece,
  map: SpeechMap,
  context: { readonly library: Library; readonly now: number; readonly cause: unknown },
): Extract<TaskOutcome, { kind: 'replaced' }> {
  const durationMs = ((piece.endSample - piece.startSample) / SAMPLE_RATE) * 1_000;
  const spans = durationMs < 2 * SHORTEST_PIECE_MS ? [] : splitSegment(piece, map);
  if (spans.length < 2) throw cannotSplit(context.cause);
  const children = spans.map(({ startSample, endSample, speechMs }): Piece => ({
    id: newIdentifier(context.now),
    lectureId: piece.lectureId,
    // Equal positions are put in order by their start, so children stay between their neighbours.
    position: piece.position,
    startSample,
    endSample,
    speechMs,
    callKey: null,
    flags: [],
  }));
  return {
    kind: 'replaced',
    children: children.map(({ id }) => ({ key: `piece:${id}`, input: { pieceId: id } })),
    commit: () => context.library.replacePiece(piece.id, children),
  };
}

function cannotSplit(cause: unknown): LecternError {
  return new LecternError({
    code: 'PIECE_CANNOT_SPLIT',
    message: 'The server refuses this passage as too long or too large although it is only a few seconds.',
    remedy: remedy('choose-model', 'Choose another model', 'transcription.model'),
    class: 'fatal',
    cause,
  });
}
