import type { ReactElement } from 'react';

import type { Remedy } from '../../preload/contract/failure.ts';
import { Button } from '../ui/button.tsx';
import type { Tone } from '../words/stage-words.ts';
import { useRemedy, type RemedyContext } from './use-remedy.ts';

interface RemedyButtonProps {
  readonly remedy: Remedy;
  readonly tone: Tone;
  readonly context?: RemedyContext;
}

/** The one button that does something about what the sentence beside it says. */
export function RemedyButton({ remedy, tone, context }: RemedyButtonProps): ReactElement {
  const carryOut = useRemedy();
  const buttonTone = tone === 'needs' || tone === 'waiting' ? tone : 'quiet';
  return (
    <Button size="small" tone={buttonTone} onClick={() => carryOut(remedy, context)}>
      {remedy.label}
    </Button>
  );
}
