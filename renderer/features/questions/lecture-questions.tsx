import type { ReactElement } from 'react';

import type { LectureQuestion } from '../../parts/window-actions.tsx';
import { useLectern } from '../../state/store.ts';
import { ExportQuestion } from './export-question.tsx';
import { MoveQuestion } from './move-question.tsx';
import { RemoveQuestion } from './remove-question.tsx';
import { RenameQuestion } from './rename-question.tsx';
import { ReplayQuestion } from './replay-question.tsx';

interface LectureQuestionsProps {
  readonly question: LectureQuestion | null;
  readonly onClose: () => void;
}

/** The dialog for the question at hand; none when there is no question, or its lecture is gone. */
export function LectureQuestions({ question, onClose }: LectureQuestionsProps): ReactElement | null {
  const view = useLectern((state) =>
    question === null ? undefined : state.lectures.get(question.lectureId),
  );
  if (question === null || view === undefined) return null;
  switch (question.kind) {
    case 'rename':
      return <RenameQuestion view={view} onClose={onClose} />;
    case 'move':
      return <MoveQuestion view={view} onClose={onClose} />;
    case 'remove':
      return <RemoveQuestion view={view} onClose={onClose} />;
    case 'replay':
      return <ReplayQuestion view={view} stage={question.stage} onClose={onClose} />;
    case 'export':
      return <ExportQuestion view={view} onClose={onClose} />;
  }
}
