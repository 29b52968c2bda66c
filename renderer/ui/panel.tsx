import clsx from 'clsx';
import type { ReactElement, ReactNode } from 'react';

interface PanelProps {
  /** Names the region for a screen reader. */
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A surface with one border and one radius. Panels never stand inside panels. */
export function Panel({ label, className, children }: PanelProps): ReactElement {
  return (
    <section
      {...(label === undefined ? {} : { 'aria-label': label })}
      className={clsx('rounded-panel border border-line bg-panel', className)}
    >
      {children}
    </section>
  );
}
