import clsx from 'clsx';
import type { ReactElement } from 'react';

/** Holds the place of something that is being loaded, in its size. */
export function Skeleton({ className }: { className: string }): ReactElement {
  return <span aria-hidden className={clsx('block rounded-chip bg-line', className)} />;
}
