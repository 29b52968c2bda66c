import type { ReactElement } from 'react';

import { NumberSetting } from './controls.tsx';
import { Section } from './section.tsx';

/** Limits that are kept before money is spent. */
export function CostSection(): ReactElement {
  return (
    <Section title="Cost" about="What would pass a limit waits and asks you; nothing is spent before.">
      <NumberSetting setting="cost.ceiling" label="Most a lecture may cost" unit="US$" none="No limit" />
      <NumberSetting setting="cost.monthlyCeiling" label="Most a month may cost" unit="US$" none="No limit" />
    </Section>
  );
}
