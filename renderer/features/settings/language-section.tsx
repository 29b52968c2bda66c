import type { ReactElement } from 'react';

import { useLectern } from '../../state/store.ts';
import { Select } from '../../ui/select.tsx';
import { languageCodes, languageName } from '../../words/names.ts';
import { Section, SettingRow } from './section.tsx';
import { useSetting } from './use-setting.ts';

const byItself = 'by-itself';
const languages = languageCodes.map((code) => ({ value: code, label: languageName(code) }));

/** Languages and preset for lectures whose course says nothing else. */
export function LanguageSection(): ReactElement {
  const presets = useLectern((state) => state.presets);
  const spoken = useSetting('transcription.language');
  const written = useSetting('generation.language');
  const preset = useSetting('generation.preset');
  return (
    <Section title="Language and material" about="Holds for lectures whose course says nothing else.">
      <SettingRow label="Language spoken">
        <Select
          label="Language spoken"
          value={spoken.value ?? byItself}
          choices={[{ value: byItself, label: 'Found by itself' }, ...languages]}
          isDisabled={spoken.isFixed}
          onChange={(code) => spoken.set(code === byItself ? null : code)}
          className="w-full"
        />
      </SettingRow>
      <SettingRow label="Language of the material">
        <Select
          label="Language of the material"
          value={written.value ?? byItself}
          choices={[{ value: byItself, label: 'The language spoken' }, ...languages]}
          isDisabled={written.isFixed}
          onChange={(code) => written.set(code === byItself ? null : code)}
          className="w-full"
        />
      </SettingRow>
      <SettingRow
        label="Preset"
        about={presets.find((one) => one.id === preset.value)?.description ?? 'How material is written.'}
      >
        <Select
          label="Preset"
          value={preset.value}
          choices={presets.map((one) => ({ value: one.id, label: one.name }))}
          isDisabled={preset.isFixed}
          onChange={preset.set}
          className="w-full"
        />
      </SettingRow>
    </Section>
  );
}
