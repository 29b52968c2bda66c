import clsx from 'clsx';
import type { ReactElement } from 'react';

export type DotTone = 'quiet' | 'moving' | 'ready' | 'waiting' | 'needs';

const tones: Readonly<Record<DotTone, string>> = {
  quiet: 'bg-tertiary',
  moving: 'bg-accent',
  ready: 'bg-ready',
  waiting: 'bg-waiting',
  needs: 'bg-needs',
};

/** A dot beside the words that say the same. */
export function StatusDot({ tone }: { tone: DotTone }): ReactElement {
  return <span aria-hidden className={clsx('status-dot size-[7px] shrink-0 rounded-full', tones[tone])} />;
}
