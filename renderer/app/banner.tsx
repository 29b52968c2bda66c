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
  const networkTrouble = useLectern(networkTroubleOf);
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
  if (networkTrouble === null) return null;
  return (
    <Strip>
      <Notice
        tone="waiting"
        icon={WifiOff}
        button={{ label: 'Try now', onPress: () => void runCommand('try-now', {}) }}
      >
        {networkTrouble} Reading, listening and exporting work; waiting lectures go on by themselves.
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

/** Why the server cannot be reached, in the words of the check: no network, or just this server. Null when it can. */
function networkTroubleOf({ health }: LecternState): string | null {
  const check = health?.checks.find(({ name }) => name === 'network');
  return check?.status === 'failed' ? check.message : null;
}
