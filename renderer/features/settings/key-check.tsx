import { CircleAlert, CircleCheck } from 'lucide-react';
import { useCallback, useState, type ReactElement } from 'react';

import type { CommandOutput, CommandRequest } from '../../../preload/contract/commands.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';
import { count } from '../../words/numbers.ts';

type Answer = CommandOutput<'check-provider'>;

/** A free call to the provider, and what it said. */
export interface KeyCheckState {
  readonly answer: Answer | null;
  readonly isChecking: boolean;
  /** Asks the provider; answers true when the key is good. */
  readonly run: (input: CommandRequest<'check-provider'>) => Promise<boolean>;
}

export function useKeyCheck(): KeyCheckState {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isChecking, setIsChecking] = useState(false);
  const run = useCallback(async (input: CommandRequest<'check-provider'>) => {
    setIsChecking(true);
    const next = await askProvider(input);
    setAnswer(next);
    setIsChecking(false);
    return next.ok;
  }, []);
  return { answer, isChecking, run };
}

async function askProvider(input: CommandRequest<'check-provider'>): Promise<Answer> {
  try {
    return await invoke('check-provider', input);
  } catch (error) {
    return { ok: false, failure: failureOf(error), models: [] };
  }
}

/** What the check said, in words. */
export function KeyCheck({ check: { answer } }: { check: KeyCheckState }): ReactElement {
  return (
    <div role="status" className="text-small">
      {answer === null ? null : answer.ok ? (
        <p className="mt-2 flex items-center gap-1.5 text-ready">
          <CircleCheck aria-hidden size={15} />
          The key is good. The server has {count(answer.models.length, 'model')}.
        </p>
      ) : (
        <p className="mt-2 flex items-center gap-1.5 text-needs">
          <CircleAlert aria-hidden size={15} />
          {answer.failure?.message ?? 'The server did not accept this key.'}
        </p>
      )}
    </div>
  );
}
