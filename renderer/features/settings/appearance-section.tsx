import type { ReactElement } from 'react';

import { Segmented } from '../../ui/segmented.tsx';
import { Section, SettingRow } from './section.tsx';
import { useSetting } from './use-setting.ts';

/** Light or dark. */
export function AppearanceSection(): ReactElement {
  const theme = useSetting('appearance.theme');
  return (
    <Section title="Appearance">
      <SettingRow label="Theme" about="High contrast follows the system.">
        <Segmented
          label="Theme"
          value={theme.value}
          choices={[
            { value: 'system', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={theme.set}
        />
      </SettingRow>
    </Section>
  );
}
