import clsx from 'clsx';
import { useEffect, useRef, type ReactElement } from 'react';
import { Link } from 'wouter';

import { useLectern } from '../../state/store.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { CostSection } from './cost-section.tsx';
import { ExportsSection } from './exports-section.tsx';
import { LanguageSection } from './language-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { PricesSection } from './prices-section.tsx';
import { ProviderSection } from './provider-section.tsx';
import { SentSection } from './sent-section.tsx';
import { StorageSection } from './storage-section.tsx';
import { WorkSection } from './work-section.tsx';

/** The sections in order: address, name, and what draws it. Remedies lead to them by address. */
const sections = [
  { id: 'provider', name: 'Provider', Section: ProviderSection },
  { id: 'models', name: 'Models', Section: ModelsSection },
  { id: 'language', name: 'Language and material', Section: LanguageSection },
  { id: 'work', name: 'Work', Section: WorkSection },
  { id: 'exports', name: 'Exports', Section: ExportsSection },
  { id: 'storage', name: 'Storage', Section: StorageSection },
  { id: 'cost', name: 'Cost', Section: CostSection },
  { id: 'prices', name: 'Prices', Section: PricesSection },
  { id: 'appearance', name: 'Appearance', Section: AppearanceSection },
  { id: 'sent', name: 'What left this machine', Section: SentSection },
] as const;

/** Everything a person can set. Every choice takes effect at once. */
export function SettingsPage({ section }: { section: string | null }): ReactElement {
  const isLoaded = useLectern((state) => state.settings !== null);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (section === null || !isLoaded) return;
    const heading = body.current?.querySelector<HTMLElement>(`#settings-${CSS.escape(section)} h2`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }, [section, isLoaded]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title="Settings" />
      <div className="grid min-h-0 flex-1 grid-cols-[180px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)] gap-6 pl-6">
        <nav aria-label="Sections of the settings">
          <ul>
            {sections.map(({ id, name }) => (
              <li key={id}>
                <Link
                  href={`/settings/${id}`}
                  {...(section === id ? { 'aria-current': 'location' as const } : {})}
                  className={clsx(
                    'flex min-h-8 items-center rounded-control px-2 transition-colors hover:bg-hover',
                    section === id ? 'font-semibold text-ink' : 'text-secondary',
                  )}
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div ref={body} className="relative overflow-y-auto pr-6 pb-10">
          <div className="flex max-w-[760px] flex-col gap-8">
            {isLoaded
              ? sections.map(({ id, Section }) => (
                  <div key={id} id={`settings-${id}`}>
                    <Section />
                  </div>
                ))
              : ['a', 'b', 'c'].map((key) => <Skeleton key={key} className="h-40 w-full" />)}
          </div>
        </div>
      </div>
    </div>
  );
}
