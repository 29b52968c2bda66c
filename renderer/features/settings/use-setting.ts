import { useCallback, useState } from 'react';

import type { SettingsView } from '../../../preload/contract/events.ts';
import type { SettingKey, Settings } from '../../../preload/contract/settings.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';
import { useLectern } from '../../state/store.ts';

/** One setting as it holds, and how to change it. */
interface SettingControl<Key extends SettingKey> {
  readonly value: Settings[Key];
  readonly set: (value: Settings[Key]) => void;
  /** Why the last change was refused; null when it was not. */
  readonly error: string | null;
  /** True when it comes from the environment or a flag and can't be changed here. */
  readonly isFixed: boolean;
}

/** The settings as the core told them. Only for what is drawn once they are there. */
export function useSettingsView(): SettingsView {
  const view = useLectern((state) => state.settings);
  if (view === null) throw new Error('Settings are drawn before they are known.');
  return view;
}

/** Binds a control to a setting; the core judges the value and tells the new one. */
export function useSetting<Key extends SettingKey>(key: Key): SettingControl<Key> {
  const { settings, overridden } = useSettingsView();
  const [error, setError] = useState<string | null>(null);
  const set = useCallback(
    (value: Settings[Key]) => {
      setError(null);
      invoke('set-settings', { settings: { [key]: value } }).then(
        () => undefined,
        (cause: unknown) => setError(failureOf(cause).message),
      );
    },
    [key],
  );
  return { value: settings[key], set, error, isFixed: overridden.includes(key) };
}
