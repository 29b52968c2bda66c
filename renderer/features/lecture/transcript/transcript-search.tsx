import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, type ReactElement } from 'react';

import { IconButton } from '../../../ui/icon-button.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import type { TranscriptSearchState } from './use-transcript-search.ts';

interface TranscriptSearchProps {
  readonly search: TranscriptSearchState;
  readonly onClose: () => void;
}

/** The field to search the transcript with: Enter goes to the next hit, Shift and Enter back, Escape closes. */
export function TranscriptSearch({ search, onClose }: TranscriptSearchProps): ReactElement {
  const { query, setQuery, hits, at, move } = search;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <div role="search" className="flex shrink-0 items-center gap-1 border-b border-line px-3 py-2">
      <SearchField
        label="Search the transcript"
        inputRef={input}
        value={query}
        onChange={setQuery}
        onEscape={onClose}
        onEnter={(isBackward) => move(isBackward ? -1 : 1)}
        className="flex-1"
      />
      <p role="status" className="tabular min-w-20 px-2 text-right text-small text-secondary">
        {hitWords(query, hits.length, at)}
      </p>
      <IconButton
        label="Previous hit"
        icon={ChevronUp}
        disabled={hits.length === 0}
        onClick={() => move(-1)}
      />
      <IconButton label="Next hit" icon={ChevronDown} disabled={hits.length === 0} onClick={() => move(1)} />
      <IconButton label="Close the search" icon={X} onClick={onClose} />
    </div>
  );
}

function hitWords(query: string, amount: number, at: number): string {
  if (query.trim() === '') return '';
  return amount === 0 ? 'Not found' : `${at + 1} of ${amount}`;
}
