import type { ReactElement } from 'react';

import type { ExamQuestions } from '../../../../preload/contract/artifact.ts';
import { ExamQuestionView } from './exam-question-view.tsx';

/** The questions in order; an answer shows only after one has been given or asked for. */
export function ExamView({ exam: { questions } }: { exam: ExamQuestions }): ReactElement {
  return (
    <ol className="flex max-w-[70ch] flex-col divide-y divide-line text-reading">
      {questions.map((question, index) => (
        <li key={question.id} className="py-4 first:pt-0">
          <ExamQuestionView question={question} number={index + 1} />
        </li>
      ))}
    </ol>
  );
}
