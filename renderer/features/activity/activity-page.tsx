import { RotateCw } from 'lucide-react';
import { useMemo, type ReactElement } from 'react';

import { runCommand } from '../../parts/run-command.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { count } from '../../words/numbers.ts';
import { ActivityRow } from './activity-row.tsx';
import { activityGroups, type ActivityGroup } from './activity-groups.ts';
import { StageSwitches } from './stage-switches.tsx';

/** How many lectures of one group are listed; more are counted. */
const SHOWN_AT_MOST = 100;

/** What is at work, what waits and why, and what failed. */
export function ActivityPage(): ReactElement {
  const lectures = useLectern((state) => state.lectures);
  const lectureIds = useLectern((state) => state.lectureIds);
  const groups = useMemo(() => activityGroups({ lectures, lectureIds }), [lectures, lectureIds]);
  const failed = groups.find((group) => group.kind === 'failed');
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHeader title="Activity" line={summary(groups)}>
        {failed === undefined ? null : (
          <Button icon={RotateCw} onClick={() => void runCommand('retry-jobs', { allFailed: true })}>
            Retry all failed
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 flex-col gap-5 relative overflow-y-auto px-6 pb-6">
        <StageSwitches />
        {groups.map((group) => (
          <Group key={group.kind} group={group} />
        ))}
        {groups.length === 0 ? (
          <p className="py-10 text-center text-reading text-secondary">
            Nothing is at work. Lectures you add appear here until they are ready.
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Group({ group: { kind, views } }: { group: ActivityGroup }): ReactElement {
  return (
    <section aria-label={groupNames[kind]}>
      <h2 className="mb-2 font-semibold">
        {groupNames[kind]} <span className="tabular font-normal text-secondary">{views.length}</span>
      </h2>
      <Panel>
        <ul className="divide-y divide-line">
          {views.slice(0, SHOWN_AT_MOST).map((view) => (
            <ActivityRow key={view.id} view={view} />
          ))}
        </ul>
      </Panel>
      {views.length > SHOWN_AT_MOST ? (
        <p className="mt-2 text-small text-secondary">
          and {count(views.length - SHOWN_AT_MOST, 'more lecture')}
        </p>
      ) : null}
    </section>
  );
}

const groupNames: Readonly<Record<ActivityGroup['kind'], string>> = {
  needs: 'Needs you',
  running: 'At work',
  waiting: 'Waiting',
  queued: 'In line',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

function summary(groups: readonly ActivityGroup[]): string {
  const amount = (kind: ActivityGroup['kind']): number =>
    groups.find((group) => group.kind === kind)?.views.length ?? 0;
  const waiting = amount('waiting') + amount('queued') + amount('needs');
  return `${amount('running')} at work · ${waiting} waiting · ${amount('failed')} failed`;
}
