import { useVirtualizer } from '@tanstack/react-virtual';
import { LocateFixed } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';

import { Button } from '../../../ui/button.tsx';
import { usePlaybackState } from '../playback/playback-context.ts';
import { GapRow, SentenceRow } from './transcript-row.tsx';
import { rowAt, type TranscriptRow } from './transcript-rows.ts';
import type { TranscriptSearchState } from './use-transcript-search.ts';

/** Height of a row of two lines, which most are; the others are measured when they come into view. */
const USUAL_ROW_PX = 58;

interface TranscriptListProps {
  readonly rows: readonly TranscriptRow[];
  readonly lectureId: string;
  readonly search: TranscriptSearchState;
  readonly canRedo: boolean;
}

/**
 * The sentences; only those in view exist. The list follows the recording until the person scrolls away, and offers
 * to follow again. One sentence at a time can be reached by Tab, the others by the arrow keys.
 */
export function TranscriptList({ rows, lectureId, search, canRedo }: TranscriptListProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const current = usePlaybackState((state) => (state.time === 0 ? -1 : rowAt(rows, state.time)));
  const [isFollowing, setIsFollowing] = useState(true);
  const [focused, setFocused] = useState<number | null>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_ROW_PX,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  });
  const hit = search.hits[search.at];

  useEffect(() => {
    if (isFollowing && current >= 0) list.scrollToIndex(current, { align: 'center' });
  }, [list, current, isFollowing]);
  useEffect(() => {
    if (hit === undefined) return;
    setIsFollowing(false);
    list.scrollToIndex(hit, { align: 'center' });
  }, [list, hit]);

  const walk = useCallback(
    (event: KeyboardEvent, from: number): void => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const to = from + (step ?? 0);
      if (step === undefined || to < 0 || to >= rows.length) return;
      event.preventDefault();
      setIsFollowing(false);
      setFocused(to);
      list.scrollToIndex(to);
      requestAnimationFrame(() =>
        scroller.current
          ?.querySelector<HTMLElement>(`[data-index="${to}"] button`)
          ?.focus({ preventScroll: true }),
      );
    },
    [list, rows.length],
  );
  const seek = useCallback((index: number): void => {
    setFocused(index);
    setIsFollowing(true);
  }, []);

  const items = list.getVirtualItems();
  const reachable = reachableRow(
    [focused, current],
    items.map((item) => item.index),
  );
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onWheel={() => setIsFollowing(false)}
        className="h-full relative overflow-y-auto overscroll-contain"
      >
        <ul aria-label="Sentences" className="relative my-1" style={{ height: list.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <li
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'gap' ? (
                  <GapRow gap={row.gap} lectureId={lectureId} canRedo={canRedo} />
                ) : (
                  <SentenceRow
                    row={row}
                    isCurrent={item.index === current}
                    isReachable={item.index === reachable}
                    query={search.query}
                    isHit={item.index === hit}
                    index={item.index}
                    onSeek={seek}
                    onWalk={walk}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </div>
      {isFollowing || current < 0 ? null : (
        <div className="absolute inset-x-0 bottom-3 flex justify-center">
          <Button size="small" icon={LocateFixed} onClick={() => setIsFollowing(true)}>
            Follow the recording
          </Button>
        </div>
      )}
    </div>
  );
}

/** The row Tab leads to: the one used last, else the one that plays, else the first in view. */
function reachableRow(wanted: readonly (number | null)[], inView: readonly number[]): number | null {
  const there = wanted.find((index) => index !== null && inView.includes(index));
  return there ?? inView[0] ?? null;
}
