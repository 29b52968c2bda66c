import { CircleAlert } from 'lucide-react';
import type { ReactElement } from 'react';

import type { Failure } from '../../preload/contract/failure.ts';
import { Notice } from '../ui/notice.tsx';
import { buttonOf } from '../words/stage-words.ts';
import { useRemedy, type RemedyContext } from './use-remedy.ts';

interface FailureNoticeProps {
  readonly failure: Failure;
  readonly context?: RemedyContext;
  /** Replaces what the remedy's button does, where trying again means asking the same page again. */
  readonly onRetry?: () => void;
}

/** A failure in its own words, with the button of its remedy. */
export function FailureNotice({ failure, context, onRetry }: FailureNoticeProps): ReactElement {
  const carryOut = useRemedy();
  const remedy = buttonOf(failure);
  const press = (): void => {
    if (remedy === null) return;
    if (remedy.action === 'retry' && onRetry !== undefined) onRetry();
    else carryOut(remedy, context);
  };
  return (
    <div role="alert">
      <Notice
        tone="needs"
        icon={CircleAlert}
        button={remedy === null ? null : { label: remedy.label, onPress: press }}
      >
        {failure.message}
      </Notice>
    </div>
  );
}
