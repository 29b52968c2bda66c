import type { Library } from '../library-port.ts';
import type { Piece } from '../rows-port.ts';

/**
 * Brings a lecture's plan up to a later state of it; joins the open transaction. A plan is never cut again, so pieces that
 * are there only gain their results, and pieces that are new take the place of the ones they lie in.
 */
export function adoptPieces(library: Library, lectureId: string, pieces: readonly Piece[]): void {
  let unknown = pieces.filter((piece) => library.piece(piece.id) === null);
  for (const old of library.pieces(lectureId)) {
    const children = unknown.filter((piece) => overlap(piece, old));
    if (children.length === 0) continue;
    library.replacePiece(old.id, children);
    unknown = unknown.filter((piece) => !children.includes(piece));
  }
  library.putPieces(unknown);
  for (const { id, callKey, flags } of pieces) {
    if (callKey !== null && library.piece(id)?.callKey === null) library.settlePiece(id, callKey, flags);
  }
}

function overlap(a: Piece, b: Piece): boolean {
  return a.startSample < b.endSample && a.endSample > b.startSample;
}
