import type { ReactElement } from 'react';

export function ActivityPage(): ReactElement {
  return <h1>Activity</h1>;
}
