import { useId, type ReactElement, type ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** A headed group of settings in one panel. */
export function Section({ title, about, children }: SectionProps): ReactElement {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} tabIndex={-1} className="scroll-mt-4 text-heading font-semibold outline-none">
        {title}
      </h2>
      {about === undefined ? null : <p className="mt-0.5 max-w-[70ch] text-secondary">{about}</p>}
      <div className="mt-3 divide-y divide-line rounded-panel border border-line bg-panel">{children}</div>
    </section>
  );
}

interface SettingRowProps {
  readonly label: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** One setting: what it is on the left, its control on the right. */
export function SettingRow({ label, about, children }: SettingRowProps): ReactElement {
  return (
    <div className="flex min-h-[58px] items-center gap-6 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{label}</p>
        {about === undefined ? null : <p className="text-small text-secondary">{about}</p>}
      </div>
      <div className="w-[300px] shrink-0 max-[1120px]:w-[260px]">{children}</div>
    </div>
  );
}
