import { useState, type ReactElement } from 'react';

import type { KeyTerms } from '../../../../preload/contract/artifact.ts';
import { SearchField } from '../../../ui/search-field.tsx';
import { Citations } from './citations.tsx';
import { RichText } from './rich-text.tsx';

/** The words of the lecture with what they mean, by alphabet. */
export function TermsView({ terms: { terms } }: { terms: KeyTerms }): ReactElement {
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLocaleLowerCase();
  const shown = terms
    .filter(({ term, definition }) => `${term} ${definition}`.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => a.term.localeCompare(b.term));
  return (
    <div className="max-w-[70ch]">
      <SearchField label="Search the terms" value={query} onChange={setQuery} className="mb-3" />
      {shown.length === 0 ? <p className="text-secondary">No term with “{query}”.</p> : null}
      <dl className="divide-y divide-line text-reading">
        {shown.map((term) => (
          <div key={term.id} className="py-3 first:pt-1">
            <dt className="font-semibold">
              <RichText text={term.term} />
            </dt>
            <dd>
              <RichText
                text={term.definition}
                after={<Citations citations={term.citations} grounded={term.grounded} />}
              />
              {term.example === null ? null : (
                <div className="mt-1 text-secondary">
                  <RichText text={term.example} />
                </div>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
