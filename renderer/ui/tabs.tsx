import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactElement, ReactNode } from 'react';

export interface TabEntry {
  readonly value: string;
  readonly label: string;
  /** How many things are behind the tab. */
  readonly amount?: number;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly TabEntry[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

/** Tabs along the top of a panel; `children` are `TabPanel`s. */
export function Tabs({ label, tabs, value, onChange, children }: TabsProps): ReactElement {
  return (
    <BaseTabs.Root
      value={value}
      onValueChange={(next) => onChange(String(next))}
      className="flex min-h-0 flex-1 flex-col"
    >
      <BaseTabs.List
        aria-label={label}
        activateOnFocus
        className="relative flex h-[42px] shrink-0 gap-[18px] overflow-x-auto overflow-y-hidden border-b border-line px-4 [scrollbar-width:none] max-[1120px]:gap-3"
      >
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className="h-full border-b-2 border-transparent font-medium whitespace-nowrap text-secondary -outline-offset-2 hover:text-ink data-active:border-accent data-active:font-semibold data-active:text-ink"
          >
            {tab.label}
            {tab.amount === undefined ? null : ` ${tab.amount}`}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {children}
    </BaseTabs.Root>
  );
}

/** What one tab shows; it scrolls by itself. */
export function TabPanel({ value, children }: { value: string; children: ReactNode }): ReactElement {
  return (
    <BaseTabs.Panel value={value} className="min-h-0 flex-1 relative overflow-y-auto -outline-offset-2">
      {children}
    </BaseTabs.Panel>
  );
}
