/** A list of bytes whose final length is not known yet. */
export interface GrowingBytes {
  push(value: number): void;
  /** The bytes so far, in an array of exactly their number. */
  finish(): Uint8Array;
}

/** Makes an empty list; room doubles as needed, first for ten minutes of frames. */
export function createGrowingBytes(): GrowingBytes {
  let bytes = new Uint8Array(30_000);
  let length = 0;
  return {
    push(value) {
      if (length === bytes.length) {
        const larger = new Uint8Array(2 * length);
        larger.set(bytes);
        bytes = larger;
      }
      bytes[length] = value;
      length += 1;
    },
    finish: () => bytes.slice(0, length),
  };
}
