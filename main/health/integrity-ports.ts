/** An object as its row describes it. */
export interface RecordedObject {
  /** `lectures/<id>/<kind>/…` */
  readonly key: string;
  readonly lectureId: string;
  readonly kind: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What an integrity check compares. */
export interface IntegritySources {
  /** What the rows say. */
  readonly library: { objects(lectureId?: string): readonly RecordedObject[] };
  /** What the store holds. */
  readonly objects: {
    size(key: string, signal: AbortSignal): Promise<number | null>;
    localPath(key: string, signal: AbortSignal): Promise<string>;
    list(prefix: string, signal: AbortSignal): AsyncIterable<{ readonly key: string }>;
  };
  /** Whether the bytes of an object of this kind can be understood; asked only when their hash is right. */
  readonly isReadable: (kind: string, path: string) => Promise<boolean>;
}
