import type { Segment } from '../rows-port.ts';

/** A transcript that was not heard by a model: imported, or of a recording in which nothing is said. */
export interface ImportedTranscript {
  readonly language: string | null;
  readonly segments: readonly Segment[];
}
