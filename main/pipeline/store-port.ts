/** Bytes under a key. One suite (test/ports/object-store-suite.ts) holds every implementation to this text. */
export interface ObjectStore {
  /** `local` or `s3`, with a text that says where, for people. */
  readonly kind: 'local' | 's3';
  describe(): string;
  /**
   * Creates the object from a file or from bytes; durable when it resolves. With `take` the store may move the file instead of
   * copying it: it is the caller's own, complete and synced, and its hash was computed while it was written. Same key and same bytes again is a success and changes
   * nothing. Throws `OBJECT_EXISTS` for other bytes under the key, `STORAGE_FULL`, `STORAGE_READ_ONLY`, `STORAGE_DENIED`, `STORAGE_UNAVAILABLE`.
   */
  put(
    key: string,
    content: Buffer | { readonly path: string; readonly take?: boolean },
    expected: { sha256: string; bytes: number },
    signal: AbortSignal,
  ): Promise<void>;
  /** The whole object. Throws `OBJECT_MISSING`. */
  get(key: string, signal: AbortSignal): Promise<Buffer>;
  /** A path on this machine that holds the object's bytes for reading: the object itself or a cached copy. Throws `OBJECT_MISSING`. */
  localPath(key: string, signal: AbortSignal): Promise<string>;
  /** Size in bytes, or null when there is no such object. */
  size(key: string, signal: AbortSignal): Promise<number | null>;
  /** Keys below a prefix, in order. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
  /** Removes the object; no error when it is not there. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** Free bytes where objects go; null when that has no meaning. */
  freeBytes(): Promise<number | null>;
}
