import type { FileHandle } from 'node:fs/promises';

/** Bytes read at a time. */
const PIECE_BYTES = 1_048_576;

/**
 * The content of an open file from its start, piece by piece. All pieces share one buffer: each is valid until the next is asked for. A stream
 * makes a new buffer for every piece, and those of a long recording would pile up faster than they are collected.
 * Throws what the file system throws, and the signal's reason.
 */
export async function* readPieces(file: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (let position = 0; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
