import { doublingDelay } from './backoff.ts';
import type { QueueNumbers } from './queue-numbers.ts';

type BreakerNumbers = Pick<
  QueueNumbers,
  'breakerWindowMs' | 'breakerMinFailures' | 'breakerOpenMs' | 'breakerOpenCapMs'
>;

/** How one call ended. */
interface Outcome {
  readonly at: number;
  readonly ok: boolean;
}

/**
 * A breaker protects a server that fails from calls that would fail too.
 *
 *   closed ──failures ≥ minimum and ≥ half──▶ open ──probe good──▶ trial ──success──▶ closed
 *                                              ▲                      │
 *                                              └───────failure────────┘
 *
 * Every opening without a success in between doubles the time it stays open.
 */
export interface Breaker {
  readonly state: 'closed' | 'open' | 'trial';
  /** Calls within the window, oldest first. */
  readonly outcomes: readonly Outcome[];
  /** Openings since the last success. */
  readonly round: number;
}

/** Nothing has been heard yet. */
export const newBreaker: Breaker = { state: 'closed', outcomes: [], round: 0 };

/** A call went through: in trial it closes the breaker for good. */
export function breakerSucceeded(breaker: Breaker, now: number, numbers: BreakerNumbers): Breaker {
  if (breaker.state === 'open') return breaker;
  if (breaker.state === 'trial') return { ...newBreaker, outcomes: [{ at: now, ok: true }] };
  return { state: 'closed', outcomes: recent(breaker, now, numbers, true), round: 0 };
}

/** A call failed in a way that speaks against the server (timeout, 5xx, reset). The answer may be open. */
export function breakerFailed(breaker: Breaker, now: number, numbers: BreakerNumbers): Breaker {
  if (breaker.state === 'open') return breaker;
  const outcomes = recent(breaker, now, numbers, false);
  const failures = outcomes.filter((outcome) => !outcome.ok).length;
  const isBad = failures >= numbers.breakerMinFailures && failures * 2 >= outcomes.length;
  if (breaker.state === 'closed' && !isBad) return { ...breaker, outcomes };
  return { state: 'open', outcomes: [], round: breaker.round + 1 };
}

/** The probe was good: one call may try. */
export function breakerOnTrial(breaker: Breaker): Breaker {
  return { ...breaker, state: 'trial' };
}

/** The probe was bad: open for another round. */
export function breakerStaysOpen(breaker: Breaker): Breaker {
  return { state: 'open', outcomes: [], round: breaker.round + 1 };
}

/** How long this round stays open. Milliseconds. */
export function breakerOpenMs(round: number, numbers: BreakerNumbers): number {
  return doublingDelay(round, { baseMs: numbers.breakerOpenMs, capMs: numbers.breakerOpenCapMs });
}

function recent(breaker: Breaker, now: number, numbers: BreakerNumbers, ok: boolean): readonly Outcome[] {
  const since = now - numbers.breakerWindowMs;
  // A clock that was set back must not keep old outcomes for ever.
  return [...breaker.outcomes.filter(({ at }) => at > since && at <= now), { at: now, ok }];
}
