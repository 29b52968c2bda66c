import type { ReactElement } from 'react';
import { useLocation } from 'wouter';

import { Button } from '../../ui/button.tsx';
import type { Decision, Import } from './use-import.ts';

interface DecisionListProps {
  readonly decisions: readonly Decision[];
  readonly onDecide: Import['decide'];
  readonly onOpen: () => void;
}

/** Files that are in the library already, each with its question, and refused files with their reason. */
export function DecisionList({ decisions, onDecide, onOpen }: DecisionListProps): ReactElement {
  return (
    <ul
      aria-label="Files that were not added"
      className="divide-y divide-line rounded-control border border-line"
    >
      {decisions.map((decision) => (
        <li key={decision.path} className="flex min-h-11 items-center gap-3 px-3 py-2">
          <div className="min-w-0 flex-1">
            <p title={decision.path} className="truncate font-medium">
              {nameOf(decision.path)}
            </p>
            {decision.outcome === 'refused' ? (
              <p className="text-small text-needs">{decision.failure.message}</p>
            ) : (
              <p className="text-small text-secondary">In the library already as “{decision.title}”.</p>
            )}
          </div>
          {decision.outcome === 'duplicate' ? (
            <Answers decision={decision} onDecide={onDecide} onOpen={onOpen} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

interface AnswersProps {
  readonly decision: Extract<Decision, { outcome: 'duplicate' }>;
  readonly onDecide: Import['decide'];
  readonly onOpen: () => void;
}

function Answers({ decision, onDecide, onOpen }: AnswersProps): ReactElement {
  const [, navigate] = useLocation();
  function open(): void {
    navigate(`/lecture/${decision.lectureId}`);
    onOpen();
  }
  return (
    <>
      <Button size="small" onClick={open}>
        Open it
      </Button>
      <Button size="small" onClick={() => void onDecide(decision.path, 'again')}>
        Process again
      </Button>
    </>
  );
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
