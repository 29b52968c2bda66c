import { useEffect } from 'react';

import { useLectern } from '../state/store.ts';

/** Draws the window light or dark as the settings say; without a choice the system decides. */
export function useTheme(): void {
  const theme = useLectern((state) => state.settings?.settings['appearance.theme'] ?? 'system');
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
  }, [theme]);
}
