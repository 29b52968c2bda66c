import { useCallback, useEffect, useState, type ReactElement } from 'react';

import type { Failure } from '../../../preload/contract/failure.ts';
import type { ModelPrice, Prices } from '../../../preload/contract/prices.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';
import { FailureNotice } from '../../parts/failure-notice.tsx';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { dayAndYear } from '../../words/times.ts';
import { PriceTable } from './price-table.tsx';
import { Section } from './section.tsx';

/** The prices forecasts are made from: where they come from, and a way to correct them. */
export function PricesSection(): ReactElement {
  const [prices, setPrices] = useState<Prices | null>(null);
  const [draft, setDraft] = useState<readonly ModelPrice[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = useCallback(() => {
    setFailure(null);
    invoke('get-prices', {}).then(setPrices, (error: unknown) => setFailure(failureOf(error)));
  }, []);
  useEffect(read, [read]);

  async function save(known: Prices, models: readonly ModelPrice[]): Promise<void> {
    try {
      setPrices(await invoke('set-prices', { ...known, edited: true, models: [...models] }));
      setDraft(null);
      setFailure(null);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }
  return (
    <Section title="Prices" about={prices === null ? 'US dollars.' : sourceWords(prices)}>
      {failure === null ? null : (
        <div className="p-3">
          <FailureNotice failure={failure} onRetry={read} />
        </div>
      )}
      {prices === null ? (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      ) : (
        <>
          <PriceTable models={draft ?? prices.models} {...(draft === null ? {} : { onChange: setDraft })} />
          <div className="flex justify-end gap-2 px-4 py-3">
            {draft === null ? (
              <Button size="small" onClick={() => setDraft(prices.models)}>
                Edit prices
              </Button>
            ) : (
              <>
                <Button size="small" onClick={() => setDraft(null)}>
                  Cancel
                </Button>
                <Button size="small" onClick={() => void save(prices, draft)}>
                  Save prices
                </Button>
              </>
            )}
          </div>
        </>
      )}
    </Section>
  );
}

function sourceWords({ source, date, edited }: Prices): string {
  return `US dollars, from ${source}, read on ${dayAndYear(date)}${edited ? ', then edited here' : ''}.`;
}
