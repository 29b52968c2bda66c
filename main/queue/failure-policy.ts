import { assertNever } from '../lib/assert-never.ts';
import type { StoredFailure } from '../lib/failure.ts';
import { backoffDelay } from './backoff.ts';
import type { JobHold } from './job.ts';
import type { Gate } from './ports.ts';
import type { QueueNumbers } from './queue-numbers.ts';

/** What becomes of a task whose attempt failed. Only `retry` and `fail` use up the attempt. */
export type Verdict =
  | { readonly kind: 'retry'; readonly runAt: number }
  /** The task is ready again; a gate keeps it and everything that depends on the same from being claimed. */
  | { readonly kind: 'close-gate'; readonly key: string; readonly hold: Gate['hold'] }
  | { readonly kind: 'hold-job'; readonly hold: JobHold }
  | { readonly kind: 'fail' };

/** What the verdict depends on besides the failure. */
export interface FailedAttempt {
  readonly stage: string;
  /** Attempts used up, this one included. */
  readonly attempts: number;
  readonly numbers: QueueNumbers;
  readonly now: number;
  /** From 0 up to 1. */
  readonly random: number;
}

/** An answer that is broken once may be chance, twice is the rule: more tries would only cost money. */
const BROKEN_ANSWER_ATTEMPTS = 2;

/** The rule of every failure class (ARCHITECTURE.md, "Failure classes"); pure. */
export function judgeFailure(failure: StoredFailure, attempt: FailedAttempt): Verdict {
  switch (failure.class) {
    case 'retryable':
      return judgeRetryable(failure, attempt);
    case 'throttled':
      return { kind: 'close-gate', key: failure.scope ?? flowGate(attempt.stage), hold: 'retry-at' };
    case 'offline': {
      const key = failure.scope ?? flowGate(attempt.stage);
      return { kind: 'close-gate', key, hold: key === 'storage' ? 'storage-down' : 'offline' };
    }
    case 'needs-user':
      return judgeNeedsUser(failure);
    case 'replan':
    case 'fatal':
      return { kind: 'fail' };
    default:
      return assertNever(failure.class);
  }
}

/** Gate by which the queue holds a stage whose failure names nothing it depends on. */
export function flowGate(stage: string): string {
  return `flow:${stage}`;
}

/** Gate by which a person pauses a stage. */
export function stageGate(stage: string): string {
  return `stage:${stage}`;
}

/** Gate by which a person pauses all retries. */
export const RETRIES_GATE = 'retries';

function judgeRetryable(failure: StoredFailure, { attempts, numbers, now, random }: FailedAttempt): Verdict {
  const limit =
    failure.code === 'ANSWER_BROKEN'
      ? Math.min(BROKEN_ANSWER_ATTEMPTS, numbers.maxAttempts)
      : numbers.maxAttempts;
  if (attempts >= limit) return { kind: 'fail' };
  const range = { baseMs: numbers.backoffBaseMs, capMs: numbers.backoffCapMs };
  return { kind: 'retry', runAt: failure.retryAt ?? now + backoffDelay(attempts, range, random) };
}

function judgeNeedsUser(failure: StoredFailure): Verdict {
  if (failure.code.startsWith('COST_')) return { kind: 'hold-job', hold: 'budget' };
  const { scope } = failure;
  if (scope === undefined || !isSharedScope(scope)) return { kind: 'hold-job', hold: 'needs-user' };
  return { kind: 'close-gate', key: scope, hold: scope === 'storage' ? 'storage-down' : 'needs-user' };
}

/** Scopes for which there are gates; anything else concerns the job alone. */
function isSharedScope(scope: string): boolean {
  return scope === 'provider' || scope.startsWith('provider:') || scope === 'storage' || scope === 'disk';
}
