import { useDeferredValue, useMemo, useState } from 'react';

import { rowsWith, type TranscriptRow } from './transcript-rows.ts';

/** A search within the transcript, and where it stands. */
export interface TranscriptSearchState {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  /** Indexes of the rows found. */
  readonly hits: readonly number[];
  /** Which of the hits is looked at; 0 is the first. */
  readonly at: number;
  readonly move: (by: 1 | -1) => void;
}

export function useTranscriptSearch(rows: readonly TranscriptRow[]): TranscriptSearchState {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const wanted = useDeferredValue(query);
  const hits = useMemo(() => rowsWith(rows, wanted), [rows, wanted]);
  return {
    query,
    setQuery: (next) => {
      setQuery(next);
      setAt(0);
    },
    hits,
    at: Math.min(at, Math.max(0, hits.length - 1)),
    move: (by) => setAt(hits.length === 0 ? 0 : (at + by + hits.length) % hits.length),
  };
}
