import type { Artifact } from '../../../preload/contract/artifact.ts';
import type { Lecture, TranscriptVersion } from '../rows-port.ts';

/** An artifact with the instants its citations stand for. */
export interface CitedArtifact {
  readonly artifact: Artifact;
  /**
   * Start of every segment in milliseconds, by its id. Ids belong to one transcript version, so these come from the version
   * the artifact was made from, which need not be the newest.
   */
  readonly startsMs: ReadonlyMap<string, number>;
}

/** All that an export is made from: the newest versions, as they are seen on screen. */
export interface ExportSource {
  readonly lecture: Pick<Lecture, 'id' | 'title' | 'durationMs' | 'createdAt' | 'choice'>;
  readonly courseTitle: string | null;
  readonly transcript: TranscriptVersion | null;
  readonly artifacts: readonly CitedArtifact[];
}

/** Starts of cited segments in milliseconds, each once, in order; ids that are not known are left out. */
export function citedStartsMs(source: CitedArtifact, citations: readonly string[]): readonly number[] {
  const starts = citations.flatMap((id) => source.startsMs.get(id) ?? []);
  return [...new Set(starts)].toSorted((a, b) => a - b);
}
