import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef, type KeyboardEvent, type ReactElement } from 'react';

import { LectureRow } from './lecture-row.tsx';

/** Height of a row with its line below; rows never change their height, so they never jump. */
const ROW_PX = 64;

/** The rows of the library. Only those in view exist; arrow keys, Home and End walk through all. */
export function LectureList({ ids }: { ids: readonly string[] }): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
  });

  const walk = useCallback(
    (event: KeyboardEvent<HTMLElement>): void => {
      const from = indexOf(event.currentTarget);
      if (from === null) return;
      const to = targetOf(event.key, from, ids.length);
      if (to === null) return;
      event.preventDefault();
      rows.scrollToIndex(to);
      // The row may not exist before the list has scrolled to it.
      requestAnimationFrame(() => focusRow(scroller.current, to));
    },
    [rows, ids.length],
  );

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 relative overflow-y-auto pr-3 pl-6 [scrollbar-gutter:stable]"
    >
      <ul
        aria-label="Lectures"
        className="relative rounded-panel border border-line bg-panel"
        style={{ height: rows.getTotalSize() + 1 }}
      >
        {rows.getVirtualItems().map((row) => (
          <LectureRow
            key={row.key}
            lectureId={ids[row.index] ?? ''}
            index={row.index}
            amount={ids.length}
            offset={row.start}
            onWalk={walk}
          />
        ))}
      </ul>
    </div>
  );
}

function indexOf(target: HTMLElement): number | null {
  const text = target.closest('li')?.dataset['index'];
  return text === undefined ? null : Number(text);
}

function targetOf(key: string, from: number, amount: number): number | null {
  if (key === 'ArrowDown') return Math.min(amount - 1, from + 1);
  if (key === 'ArrowUp') return Math.max(0, from - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return amount - 1;
  return null;
}

function focusRow(scroller: HTMLElement | null, index: number): void {
  scroller?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus({ preventScroll: true });
}
