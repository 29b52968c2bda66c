import { createContext, useContext } from 'react';

import type { LectureDetail } from '../../../../preload/contract/commands.ts';
import type { TranscriptSegment } from '../../../../preload/contract/transcript.ts';

/** The sentences of the transcript by id, for what cites them. */
export type Sources = ReadonlyMap<string, TranscriptSegment>;

export const SourcesContext = createContext<Sources>(new Map());

export function sourcesOf(detail: LectureDetail): Sources {
  return new Map(detail.document.transcript?.segments.map((segment) => [segment.id, segment]));
}

/** The sentences cited, in the order of the recording. Neighbours of one passage are one source: its first sentence. */
export function useSources(citations: readonly string[]): TranscriptSegment[] {
  const sources = useContext(SourcesContext);
  const found = citations.map((id) => sources.get(id)).filter((segment) => segment !== undefined);
  const inOrder = found.toSorted((a, b) => a.start - b.start);
  return inOrder.filter((segment, index) => {
    const before = inOrder[index - 1];
    return before === undefined || segment.start - before.end > SAME_PASSAGE_SECONDS;
  });
}

/** Sentences closer than this belong to one passage. Seconds. */
const SAME_PASSAGE_SECONDS = 3;
