import clsx from 'clsx';
import { Check, X } from 'lucide-react';
import { useId, useState, type ReactElement } from 'react';

import type { ExamQuestion } from '../../../../preload/contract/artifact.ts';
import { Button } from '../../../ui/button.tsx';
import { questionTypeNames } from '../../../words/names.ts';
import { Citations } from './citations.tsx';
import { RichText } from './rich-text.tsx';

interface ExamQuestionViewProps {
  readonly question: ExamQuestion;
  readonly number: number;
}

/** One question: choices to pick from, or a field to write in; then the answer with its sources. */
export function ExamQuestionView({ question, number }: ExamQuestionViewProps): ReactElement {
  const [isShown, setIsShown] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const promptId = useId();
  const hasChoices = question.choices.length > 0;
  return (
    <div role="group" aria-labelledby={promptId}>
      <p className="mb-1 text-small text-secondary">
        {number} · {questionTypeNames[question.type]}
      </p>
      <div id={promptId} className="mb-2 font-semibold">
        <RichText text={question.prompt} />
      </div>
      {hasChoices ? (
        <Choices question={question} chosen={chosen} isShown={isShown} onChoose={setChosen} />
      ) : (
        <textarea
          aria-label="Your answer"
          rows={question.type === 'essay' ? 5 : 2}
          className="mb-2 w-full resize-y rounded-control border border-control bg-panel px-3 py-2"
        />
      )}
      {isShown ? (
        <Answer question={question} />
      ) : (
        <Button size="small" disabled={hasChoices && chosen === null} onClick={() => setIsShown(true)}>
          {hasChoices ? 'Check' : 'Show the answer'}
        </Button>
      )}
    </div>
  );
}

interface ChoicesProps {
  readonly question: ExamQuestion;
  readonly chosen: number | null;
  readonly isShown: boolean;
  readonly onChoose: (index: number) => void;
}

function Choices({ question, chosen, isShown, onChoose }: ChoicesProps): ReactElement {
  const name = useId();
  return (
    <ul className="mb-2 flex flex-col gap-1">
      {question.choices.map((choice, index) => {
        const isRight = isShown && index === question.correctChoiceIndex;
        const isWrong = isShown && index === chosen && !isRight;
        return (
          <li key={choice}>
            <label
              className={clsx(
                'flex min-h-9 items-center gap-2.5 rounded-control border px-3 py-1',
                isRight && 'border-ready bg-ready-soft',
                isWrong && 'border-needs bg-needs-soft',
                !isRight && !isWrong && 'border-line',
              )}
            >
              <input
                type="radio"
                // A formula gives a control no name that can be spoken; its source does.
                aria-label={choice.includes('$') ? choice : undefined}
                name={name}
                checked={chosen === index}
                disabled={isShown}
                onChange={() => onChoose(index)}
              />
              <span className="min-w-0 flex-1">
                <RichText text={choice} />
              </span>
              {isRight ? <Verdict word="right" /> : null}
              {isWrong ? <Verdict word="not right" /> : null}
            </label>
          </li>
        );
      })}
    </ul>
  );
}

function Verdict({ word }: { word: 'right' | 'not right' }): ReactElement {
  const Icon = word === 'right' ? Check : X;
  return (
    <span
      className={clsx('flex items-center gap-1 text-small', word === 'right' ? 'text-ready' : 'text-needs')}
    >
      <Icon aria-hidden size={14} />
      {word}
    </span>
  );
}

function Answer({ question }: { question: ExamQuestion }): ReactElement {
  const sources = <Citations citations={question.citations} grounded={question.grounded} />;
  return (
    <div role="status" className="rounded-control bg-page px-3 py-2">
      <div>
        <RichText text={question.answer} after={question.explanation === null ? sources : null} />
      </div>
      {question.explanation === null ? null : (
        <div className="mt-1 text-secondary">
          <RichText text={question.explanation} after={sources} />
        </div>
      )}
    </div>
  );
}
