import { Pause, Play } from 'lucide-react';
import type { ReactElement } from 'react';

import type { Stage } from '../../../preload/contract/job.ts';
import { runCommand } from '../../parts/run-command.ts';
import { useLectern } from '../../state/store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { stageNames, stages } from '../../words/names.ts';

/** The four stages, each of which can be paused: running tasks finish, nothing new begins. */
export function StageSwitches(): ReactElement {
  const paused = useLectern((state) => state.library?.pausedStages) ?? [];
  return (
    <Panel label="Stages">
      <ul className="grid grid-cols-4 divide-x divide-line">
        {stages.map((stage) => (
          <StageSwitch key={stage} stage={stage} isPaused={paused.includes(stage)} />
        ))}
      </ul>
    </Panel>
  );
}

function StageSwitch({ stage, isPaused }: { stage: Stage; isPaused: boolean }): ReactElement {
  const verb = isPaused ? 'Resume' : 'Pause';
  return (
    <li className="flex min-h-[52px] items-center gap-3 px-4 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{stageNames[stage]}</span>
        <span className={`text-small ${isPaused ? 'text-waiting' : 'text-secondary'}`}>
          {isPaused ? 'Paused' : 'Goes on'}
        </span>
      </span>
      <IconButton
        icon={isPaused ? Play : Pause}
        label={`${verb} ${stageNames[stage].toLowerCase()}`}
        onClick={() => void runCommand(isPaused ? 'resume-stage' : 'pause-stage', { stage })}
      />
    </li>
  );
}
