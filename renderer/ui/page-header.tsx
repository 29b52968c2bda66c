import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: string;
  readonly line?: ReactNode;
  /** Stands above the title: where this page belongs. */
  readonly above?: ReactNode;
  readonly children?: ReactNode;
}

/** The head of a page. The title takes the focus when the page opens, so that a screen reader hears where it is. */
export function PageHeader({ title, line, above, children }: PageHeaderProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${title} – Lectern`;
  }, [title]);
  return (
    <header className="flex min-h-[74px] shrink-0 items-center gap-3 px-6 pt-3 pb-2">
      <div className="min-w-0 flex-1">
        {above === undefined ? null : <div className="truncate text-small text-secondary">{above}</div>}
        <h1
          ref={heading}
          tabIndex={-1}
          title={title}
          className="truncate text-title font-semibold tracking-tight"
        >
          {title}
        </h1>
        {line === undefined ? null : <div className="tabular truncate text-small text-secondary">{line}</div>}
      </div>
      {children}
    </header>
  );
}
