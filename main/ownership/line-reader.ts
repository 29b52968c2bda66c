/** What is told about a stream of lines. */
export interface LineListener {
  onLine(line: string): void;
  /** The line that is coming in is longer than the limit; nothing more is told after this. */
  onTooLong(): void;
}

const NEWLINE = 0x0a;

/** Puts lines together from chunks of any size. Answers the function that takes the chunks. Keeps at most `limitBytes` and a chunk. */
export function createLineReader(limitBytes: number, listener: LineListener): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  let isOver = false;

  function keep(part: Buffer): void {
    length += part.byteLength;
    parts.push(part);
    if (length <= limitBytes) return;
    isOver = true;
    parts = [];
    listener.onTooLong();
  }

  function finishLine(): void {
    const line = Buffer.concat(parts, length).toString('utf8');
    parts = [];
    length = 0;
    listener.onLine(line);
  }

  return (chunk) => {
    let from = 0;
    while (!isOver && from < chunk.byteLength) {
      const newline = chunk.indexOf(NEWLINE, from);
      keep(chunk.subarray(from, newline === -1 ? undefined : newline));
      if (isOver || newline === -1) return;
      finishLine();
      from = newline + 1;
    }
  };
}
