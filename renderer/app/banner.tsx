import { RefreshCw, TriangleAlert, WifiOff } from 'lucide-react';
import type { ReactElement } from 'react';

import { runCommand } from '../parts/run-command.ts';
import { reload } from '../state/connect.ts';
import { useLectern, type LecternState } from '../state/store.ts';
import { Notice } from '../ui/notice.tsx';

/** What concerns the whole window: the core is starting again or stopped, or the network is gone. */
export function Banner(): ReactElement | null {
  const core = useLectern((state) => state.core);
  const loadFailure = useLectern((state) => state.loadFailure);
  const isOffline = useLectern(waitsForNetwork);
  if (core === 'failed') {
    return (
      <Strip>
        <Notice tone="needs" icon={TriangleAlert}>
          The part of Lectern that does the work has stopped. Nothing is lost. Close Lectern and open it
          again.
        </Notice>
      </Strip>
    );
  }
  if (core === 'restarting') {
    return (
      <Strip>
        <Notice tone="waiting" icon={RefreshCw}>
          Lectern is starting its work again. Nothing is lost; what was running goes on by itself.
        </Notice>
      </Strip>
    );
  }
  if (loadFailure !== null) {
    return (
      <Strip>
        <Notice
          tone="needs"
          icon={TriangleAlert}
          button={{ label: 'Try again', onPress: () => void reload() }}
        >
          {loadFailure.message}
        </Notice>
      </Strip>
    );
  }
  if (!isOffline) return null;
  return (
    <Strip>
      <Notice
        tone="waiting"
        icon={WifiOff}
        button={{ label: 'Try now', onPress: () => void runCommand('try-now', {}) }}
      >
        No network. Reading, listening and exporting work; waiting lectures go on by themselves.
      </Notice>
    </Strip>
  );
}

function Strip({ children }: { children: ReactElement }): ReactElement {
  return (
    <div role="status" className="px-6 pt-3">
      {children}
    </div>
  );
}

function waitsForNetwork(state: LecternState): boolean {
  return state.health?.checks.some((check) => check.name === 'network' && check.status === 'failed') ?? false;
}
