import { useCallback, useEffect, useState, type ReactElement } from 'react';

import type { Failure } from '../../../preload/contract/failure.ts';
import type { Stage } from '../../../preload/contract/job.ts';
import type { LectureView } from '../../../preload/contract/lecture.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';
import { FailureNotice } from '../../parts/failure-notice.tsx';
import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { replayNames } from '../../words/names.ts';
import { money } from '../../words/numbers.ts';

interface ReplayQuestionProps {
  readonly view: LectureView;
  readonly stage: Stage;
  readonly onClose: () => void;
}

type Price = { readonly kind: 'asking' } | { readonly kind: 'known'; readonly forecast: number | null };

/** Shows what making a stage anew would cost, and starts it only when the person says so. */
export function ReplayQuestion({ view, stage, onClose }: ReplayQuestionProps): ReactElement {
  const [price, setPrice] = useState<Price>({ kind: 'asking' });
  const [failure, setFailure] = useState<Failure | null>(null);
  const ask = useCallback(() => {
    setFailure(null);
    invoke('replay-stage', { lectureId: view.id, stage, confirmed: false }).then(
      ({ forecast }) => setPrice({ kind: 'known', forecast }),
      (error: unknown) => setFailure(failureOf(error)),
    );
  }, [view.id, stage]);
  useEffect(ask, [ask]);
  async function start(): Promise<void> {
    const answer = await runCommand('replay-stage', { lectureId: view.id, stage, confirmed: true });
    if (answer !== null) onClose();
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={replayNames[stage]}
      description={`${view.title}. ${consequences[stage]}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" disabled={price.kind !== 'known'} onClick={() => void start()}>
            {replayNames[stage]}
          </Button>
        </>
      }
    >
      <div aria-live="polite" className="tabular min-h-6">
        {failure === null ? (
          <PriceLine price={price} />
        ) : (
          <FailureNotice failure={failure} context={{ lectureId: view.id }} onRetry={ask} />
        )}
      </div>
    </Dialog>
  );
}

function PriceLine({ price }: { price: Price }): ReactElement {
  if (price.kind === 'asking') return <Skeleton className="h-5 w-48" />;
  if (price.forecast === null) {
    return <p>The price is not known: the price table has no entry for this model.</p>;
  }
  if (price.forecast === 0) return <p>This costs nothing.</p>;
  return <p>This costs about {money(price.forecast)}.</p>;
}

const consequences: Readonly<Record<Stage, string>> = {
  ingest: 'The recording is read anew; what exists stays.',
  transcription:
    'A new transcript is made beside the old one, then new material from it. Nothing is overwritten.',
  generation: 'New material is made beside the old. Nothing is overwritten.',
  export: 'The export files are made anew from the newest material.',
};
