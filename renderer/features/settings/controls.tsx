import { useEffect, useState, type ReactElement } from 'react';

import type { SettingKey, Settings } from '../../../preload/contract/settings.ts';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SettingRow } from './section.tsx';
import { useSetting } from './use-setting.ts';

/** Keys of the settings whose value may be a `Value`. */
type KeyFor<Value> = { [Key in SettingKey]: Settings[Key] extends Value ? Key : never }[SettingKey];

interface RowProps<Key extends SettingKey> {
  readonly setting: Key;
  readonly label: string;
  readonly about?: string;
}

export const fixedRemark = 'Set by the environment or a flag; change it there.';

/** A setting that is a line of text. */
export function TextSetting({ setting, label, about }: RowProps<KeyFor<string>>): ReactElement {
  const { value, set, error, isFixed } = useSetting(setting);
  const [text, setText] = useDraft(value);
  if (isFixed) return <FixedRow label={label} value={value} />;
  return (
    <SettingRow label={label} {...(about === undefined ? {} : { about })}>
      <TextField
        label={label}
        isLabelHidden
        value={text}
        error={error}
        onChange={setText}
        onCommit={() => (text.trim() === value ? undefined : set(text.trim()))}
      />
    </SettingRow>
  );
}

/** A setting that is a number; where it may be unset, an empty field unsets it. */
export function NumberSetting(
  props: RowProps<KeyFor<number | null>> & { readonly unit?: string; readonly none?: string },
): ReactElement {
  const { setting, label, about, unit, none } = props;
  const { value, set, error, isFixed } = useSetting(setting);
  const known = value === null ? '' : String(value);
  const [text, setText] = useDraft(known);
  const [complaint, setComplaint] = useState<string | null>(null);
  if (isFixed) return <FixedRow label={label} value={known} />;
  function commit(): void {
    if (text.trim() === known) return;
    const parsed = numberFrom(text, none !== undefined);
    setComplaint(parsed === undefined ? 'Enter a number.' : null);
    if (parsed !== undefined) set(parsed);
  }
  return (
    <SettingRow label={label} {...(about === undefined ? {} : { about })}>
      <div className="flex items-start gap-2">
        <TextField
          label={label}
          isLabelHidden
          value={text}
          error={complaint ?? error}
          placeholder={none ?? ''}
          onChange={setText}
          onCommit={commit}
          className="flex-1"
        />
        {unit === undefined ? null : <span className="pt-[7px] text-secondary">{unit}</span>}
      </div>
    </SettingRow>
  );
}

/** A setting that is on or off. */
export function SwitchSetting({ setting, label, about }: RowProps<KeyFor<boolean>>): ReactElement {
  const { value, set } = useSetting(setting);
  return (
    <SettingRow label={label} {...(about === undefined ? {} : { about })}>
      <div className="flex justify-end">
        <Switch label={label} isOn={value} onChange={set} />
      </div>
    </SettingRow>
  );
}

/** A setting that can't be changed here. */
export function FixedRow({ label, value }: { label: string; value: string }): ReactElement {
  return (
    <SettingRow label={label} about={fixedRemark}>
      <p className="truncate">{value}</p>
    </SettingRow>
  );
}

/** What is typed, until the setting itself changes. */
function useDraft(value: string): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return [text, setText];
}

function numberFrom(text: string, canBeUnset: boolean): number | null | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return canBeUnset ? null : undefined;
  const parsed = Number(trimmed);
  return Number.isFinite(parsed) ? parsed : undefined;
}
