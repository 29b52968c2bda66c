import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';

import { ToastArea } from '../ui/toast.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Frame } from './frame.tsx';
import { useTheme } from './use-theme.ts';

/** Addresses stand behind the `#`: the window has one file, and reloading it must find the same page. */
const routing = { hook: useHashLocation };

/** The whole window. Its policy allows no style elements, so the controls are told to make none. */
export function App(): ReactElement {
  useTheme();
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={400}>
        <ToastArea>
          <Router {...routing}>
            <ErrorBoundary>
              <Frame />
            </ErrorBoundary>
          </Router>
        </ToastArea>
      </Tooltip.Provider>
    </CSPProvider>
  );
}
