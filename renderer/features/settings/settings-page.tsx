import type { ReactElement } from 'react';

export function SettingsPage({ section }: { section: string | null }): ReactElement {
  return <h1>{section}</h1>;
}
