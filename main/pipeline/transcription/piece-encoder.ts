import type { MediaEngine, SegmentFormat } from '../media-port.ts';
import type { Piece } from '../rows-port.ts';

/** Encoded pieces wait for their turn in memory up to this many: at 30 s of MP3 each about 6 MB. */
const MOST_WAITING = 48;

/** Turns pieces into files to send, the next ones while earlier ones are on their way. */
export interface PieceEncoder {
  /** Encodes a piece, or answers what was encoded ahead. Throws what `MediaEngine.encodeSegment` throws, and the signal's reason. */
  encode(piece: Piece, pcmPath: string, format: SegmentFormat, signal: AbortSignal): Promise<Buffer>;
  /** Begins encoding pieces that will be asked for soon, in order, as far as there is room. */
  prepare(pieces: readonly Piece[], pcmPath: string, format: SegmentFormat): void;
}

interface Waiting {
  readonly audio: Promise<Buffer>;
  readonly controller: AbortController;
}

/** Makes an encoder over the media engine. What was prepared and is never asked for is dropped when newer work needs the room. */
export function createPieceEncoder(media: Pick<MediaEngine, 'encodeSegment'>): PieceEncoder {
  const waiting = new Map<string, Waiting>();
  const begin = (piece: Piece, pcmPath: string, format: SegmentFormat): Waiting => {
    const controller = new AbortController();
    const { startSample, endSample } = piece;
    const audio = media.encodeSegment({ pcmPath, startSample, endSample, format, signal: controller.signal });
    // A failure is seen by whoever asks; one that nobody asks for is not an error.
    audio.catch(() => undefined);
    return { audio, controller };
  };
  return {
    async encode(piece, pcmPath, format, signal) {
      signal.throwIfAborted();
      const key = keyOf(piece, pcmPath, format);
      const ahead = waiting.get(key);
      waiting.delete(key);
      const { audio, controller } = ahead ?? begin(piece, pcmPath, format);
      const stop = () => controller.abort(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await audio;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    prepare(pieces, pcmPath, format) {
      for (const piece of pieces.slice(0, MOST_WAITING)) {
        const key = keyOf(piece, pcmPath, format);
        if (waiting.has(key)) continue;
        waiting.set(key, begin(piece, pcmPath, format));
      }
      dropOldest(waiting);
    },
  };
}

function keyOf({ id }: Piece, pcmPath: string, format: SegmentFormat): string {
  return JSON.stringify([id, pcmPath, format]);
}

function dropOldest(waiting: Map<string, Waiting>): void {
  for (const [key, { controller }] of waiting) {
    if (waiting.size <= MOST_WAITING) return;
    waiting.delete(key);
    controller.abort(new DOMException('No longer needed', 'AbortError'));
  }
}
