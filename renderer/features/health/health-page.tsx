import { RefreshCw } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';

import type { Failure } from '../../../preload/contract/failure.ts';
import type { HealthCheck } from '../../../preload/contract/health.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { FailureNotice } from '../../parts/failure-notice.tsx';
import { RemedyButton } from '../../parts/remedy-button.tsx';
import { checkHealth } from '../../state/connect.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { checkTone, checkWord, healthWords } from '../../words/health-words.ts';
import { healthCheckNames } from '../../words/names.ts';
import { buttonRemedy } from '../../words/stage-words.ts';
import { ago } from '../../words/times.ts';

/** How everything stands: first in a sentence, then check by check. */
export function HealthPage(): ReactElement {
  const report = useLectern((state) => state.health);
  const [isChecking, setIsChecking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function check(): Promise<void> {
    setIsChecking(true);
    setFailure(null);
    try {
      await checkHealth();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setIsChecking(false);
    }
  }
  const words = report === null ? null : healthWords(report);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title={words?.title ?? 'Health'} line={words?.line ?? 'Checking.'}>
        <CheckedAgo />
        <Button tone="primary" icon={RefreshCw} disabled={isChecking} onClick={() => void check()}>
          {isChecking ? 'Checking…' : 'Check again'}
        </Button>
      </PageHeader>
      <div className="flex min-h-0 flex-1 flex-col gap-3 relative overflow-y-auto px-6 pb-6">
        {failure === null ? null : <FailureNotice failure={failure} onRetry={() => void check()} />}
        <Panel label="Checks">
          <ul aria-busy={report === null} className="divide-y divide-line">
            {report === null
              ? ['a', 'b', 'c', 'd', 'e', 'f'].map((row) => <LoadingCheck key={row} />)
              : report.checks.map((one) => <CheckRow key={one.name} check={one} />)}
          </ul>
        </Panel>
      </div>
    </div>
  );
}

function CheckRow({ check }: { check: HealthCheck }): ReactElement {
  const remedy = buttonRemedy(check.remedy);
  const tone = checkTone(check.status);
  return (
    <li className="flex min-h-[41px] items-center gap-4 px-4 py-1.5">
      <span className="flex w-[136px] shrink-0 items-center gap-[15px] font-semibold">
        <StatusDot tone={tone} />
        <span aria-hidden>{healthCheckNames[check.name]}</span>
        <span className="sr-only">{checkWord(check)}</span>
      </span>
      <span className="tabular min-w-0 flex-1 text-secondary">{check.message}</span>
      {remedy === null ? null : <RemedyButton remedy={remedy} tone="quiet" />}
    </li>
  );
}

function LoadingCheck(): ReactElement {
  return (
    <li className="flex min-h-[41px] items-center gap-4 px-4">
      <Skeleton className="h-3.5 w-28" />
      <Skeleton className="h-3.5 w-72" />
    </li>
  );
}

/** How old the report is; told anew every few seconds. */
function CheckedAgo(): ReactElement | null {
  const healthAt = useLectern((state) => state.healthAt);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  if (healthAt === null) return null;
  return (
    <p className="tabular text-small whitespace-nowrap text-secondary">
      Checked {ago(healthAt, Math.max(now, healthAt))}
    </p>
  );
}
