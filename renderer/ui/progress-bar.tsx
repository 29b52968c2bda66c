import clsx from 'clsx';
import type { ReactElement } from 'react';

import type { DotTone } from './status-dot.tsx';

const fills: Readonly<Record<DotTone, string>> = {
  quiet: 'bg-tertiary',
  moving: 'bg-accent',
  ready: 'bg-ready',
  waiting: 'bg-waiting',
  needs: 'bg-needs',
};

interface ProgressBarProps {
  /** 0 to 1. */
  readonly share: number;
  readonly tone: DotTone;
  /** Names the bar for a screen reader; without it the bar is decoration beside words that say the same. */
  readonly label?: string;
  readonly className?: string;
}

/** A thin bar. Growth is drawn by the compositor, so it stays smooth while the page is busy. */
export function ProgressBar({ share, tone, label, className }: ProgressBarProps): ReactElement {
  const meaning =
    label === undefined
      ? { 'aria-hidden': true }
      : {
          role: 'progressbar',
          'aria-label': label,
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': Math.round(share * 100),
        };
  return (
    <div {...meaning} className={clsx('bar-track h-1 overflow-hidden rounded-full bg-line', className)}>
      <div
        className={clsx(
          'bar-fill h-full origin-left transition-transform duration-180 will-change-transform',
          fills[tone],
        )}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
