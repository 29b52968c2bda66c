import { Undo2 } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactElement } from 'react';

import type { Flashcards } from '../../../../preload/contract/artifact.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Citations } from './citations.tsx';
import { RichText } from './rich-text.tsx';

/** The cards one at a time: Enter or Space turns, the arrow keys go on and back. */
export function CardsView({ flashcards: { cards } }: { flashcards: Flashcards }): ReactElement | null {
  const [at, setAt] = useState(0);
  const [isTurned, setIsTurned] = useState(false);
  const card = cards[Math.min(at, cards.length - 1)];
  if (card === undefined) return null;
  function go(by: number): void {
    setAt((at + by + cards.length) % cards.length);
    setIsTurned(false);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    // Here the arrow keys turn over cards; they must not move the recording as well.
    event.preventDefault();
    event.stopPropagation();
    go(event.key === 'ArrowLeft' ? -1 : 1);
  }
  return (
    <div role="group" aria-label="Flashcards" className="flex h-full max-w-[70ch] flex-col gap-3">
      <button
        type="button"
        onKeyDown={onKeyDown}
        onClick={() => setIsTurned(!isTurned)}
        className="flex min-h-60 w-full flex-col items-center justify-center gap-3 rounded-control border border-control bg-page p-6 text-center text-heading transition-colors hover:bg-hover"
      >
        <span className="text-small text-secondary">{isTurned ? 'Answer' : 'Question'}</span>
        <span aria-live="polite">
          <RichText text={isTurned ? card.back : card.front} />
        </span>
        {isTurned ? null : <span className="text-small text-secondary">Press to turn</span>}
      </button>
      <div className="flex min-h-7 items-center gap-2 text-small text-secondary">
        <span className="min-w-0 flex-1 truncate">{[card.difficulty, ...card.tags].join(' · ')}</span>
        {isTurned ? <Citations citations={card.citations} grounded={card.grounded} /> : null}
      </div>
      <div className="flex items-center justify-between gap-3">
        <Button onKeyDown={onKeyDown} onClick={() => go(-1)}>
          Back
        </Button>
        <span className="flex items-center gap-1">
          <span className="tabular text-secondary">
            {at + 1} of {cards.length}
          </span>
          <IconButton
            label="Begin again"
            icon={Undo2}
            disabled={at === 0}
            onClick={() => {
              setAt(0);
              setIsTurned(false);
            }}
          />
        </span>
        <Button onKeyDown={onKeyDown} onClick={() => go(1)}>
          Next
        </Button>
      </div>
    </div>
  );
}
