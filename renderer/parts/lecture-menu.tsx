import {
  BookOpen,
  Download,
  Ellipsis,
  FolderInput,
  History,
  PencilLine,
  Play,
  RotateCw,
  Square,
  Trash2,
  Wrench,
} from 'lucide-react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';

import type { Stage } from '../../preload/contract/job.ts';
import type { LectureView, StageView } from '../../preload/contract/lecture.ts';
import { Menu, MenuItem, MenuSeparator, Submenu } from '../ui/menu.tsx';
import { replayNames } from '../words/names.ts';
import { stageStory } from '../words/stage-words.ts';
import { useRemedy } from './use-remedy.ts';
import { runCommand } from './run-command.ts';
import { useWindowActions } from './window-actions.tsx';

interface LectureMenuProps {
  readonly view: LectureView;
  /** True in a list, where the lecture can be opened. */
  readonly canOpen?: boolean;
}

/** Everything one can do with a lecture. Lines that do nothing now are left out, not greyed. */
export function LectureMenu({ view, canOpen = false }: LectureMenuProps): ReactElement {
  const [, navigate] = useLocation();
  const { askAbout } = useWindowActions();
  const lectureId = view.id;
  return (
    <Menu label={`More for ${view.title}`} icon={Ellipsis}>
      {canOpen ? (
        <MenuItem icon={BookOpen} onSelect={() => navigate(`/lecture/${lectureId}`)}>
          Open
        </MenuItem>
      ) : null}
      <WorkItems view={view} />
      <MenuItem icon={Download} onSelect={() => askAbout({ kind: 'export', lectureId })}>
        Export…
      </MenuItem>
      <MenuItem icon={PencilLine} onSelect={() => askAbout({ kind: 'rename', lectureId })}>
        Rename…
      </MenuItem>
      <MenuItem icon={FolderInput} onSelect={() => askAbout({ kind: 'move', lectureId })}>
        Move to course…
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} tone="needs" onSelect={() => askAbout({ kind: 'remove', lectureId })}>
        Remove…
      </MenuItem>
    </Menu>
  );
}

function WorkItems({ view }: { view: LectureView }): ReactElement | null {
  const { askAbout } = useWindowActions();
  const carryOut = useRemedy();
  const failed = jobsOf(view, ['failed']);
  const cancelled = view.stages.find((stage) => stage.status === 'cancelled');
  const wayOn = cancelled === undefined ? null : stageStory(cancelled).remedy;
  const open = jobsOf(view, ['queued', 'running', 'waiting']);
  const isHeld = view.stages.some(({ hold }) => hold !== null && hold !== 'paused' && hold !== 'budget');
  const finished = view.isExample ? [] : view.stages.filter(canReplay).map((stage) => stage.stage);
  return (
    <>
      {failed.length === 0 ? null : (
        <MenuItem icon={RotateCw} onSelect={() => void runCommand('retry-jobs', { jobIds: failed })}>
          Retry
        </MenuItem>
      )}
      {wayOn === null || open.length > 0 ? null : (
        <MenuItem icon={RotateCw} onSelect={() => carryOut(wayOn, { lectureId: view.id })}>
          {wayOn.label}
        </MenuItem>
      )}
      {isHeld ? (
        <MenuItem icon={Play} onSelect={() => void runCommand('try-now', { lectureId: view.id })}>
          Try now
        </MenuItem>
      ) : null}
      {open.length === 0 ? null : (
        <MenuItem icon={Square} onSelect={() => void runCommand('cancel-jobs', { jobIds: open })}>
          Cancel
        </MenuItem>
      )}
      {view.missingSeconds === 0 || open.length > 0 ? null : (
        <MenuItem icon={Wrench} onSelect={() => void runCommand('redo-gaps', { lectureId: view.id })}>
          Redo gaps
        </MenuItem>
      )}
      {finished.length === 0 ? null : (
        <Submenu icon={History} label="Replay">
          {finished.map((stage: Stage) => (
            <MenuItem key={stage} onSelect={() => askAbout({ kind: 'replay', lectureId: view.id, stage })}>
              {replayNames[stage]}…
            </MenuItem>
          ))}
        </Submenu>
      )}
    </>
  );
}

function jobsOf(view: LectureView, statuses: readonly StageView['status'][]): string[] {
  return view.stages.flatMap((stage) =>
    stage.jobId !== null && statuses.includes(stage.status) ? [stage.jobId] : [],
  );
}

function canReplay(stage: StageView): boolean {
  return stage.status === 'completed' && stage.stage !== 'ingest';
}
