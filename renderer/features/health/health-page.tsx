import type { ReactElement } from 'react';

export function HealthPage(): ReactElement {
  return <h1>Health</h1>;
}
