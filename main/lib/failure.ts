import type { Failure, FailureClass, Remedy } from '../../preload/contract/failure.ts';

/** A failure inside the core: what a person is shown, plus how the queue treats it. Plain data, stored as JSON. */
export interface StoredFailure extends Failure {
  readonly class: FailureClass;
  /** Epoch milliseconds before which trying again makes no sense (`Retry-After`); only with `throttled` or `retryable`. */
  readonly retryAt?: number;
  /**
   * What else is touched: `provider`, `provider:<endpoint>:<model>`, `storage`, `disk`. A `needs-user`, `offline` or
   * `throttled` failure holds all work that depends on this; without it only the job itself is held.
   */
  readonly scope?: string;
  /** HTTP status and request id where there were any; for the record and for support, never shown alone. */
  readonly status?: number;
  readonly requestId?: string;
  /** True when the other side may have done the work, and charged for it, although no answer came. */
  readonly mayBeBilled?: boolean;
}

/** What a thrower gives: a stored failure with an optional cause. */
export interface FailureInput extends StoredFailure {
  readonly cause?: unknown;
}

/**
 * The one error of the core. Expected failures are thrown as this and turned into data at the doors;
 * anything else that is thrown is a bug and is shown as `INTERNAL_ERROR`.
 */
export class LecternError extends Error {
  readonly failure: StoredFailure;

  constructor(input: FailureInput) {
    const { cause, ...failure } = input;
    super(`${failure.code}: ${failure.message}`, cause === undefined ? undefined : { cause });
    this.name = 'LecternError';
    this.failure = failure;
  }
}

/** A remedy without a target. */
export function remedy(action: Remedy['action'], label: string, target?: string): Remedy {
  return target === undefined ? { action, label } : { action, label, target };
}

/** Turns anything thrown into a stored failure; what is not a `LecternError` becomes a retry-less `INTERNAL_ERROR`. */
export function toStoredFailure(error: unknown): StoredFailure {
  if (error instanceof LecternError) return error.failure;
  return {
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong inside Lectern. Nothing is lost.',
    remedy: remedy('report', 'Show the log'),
    class: 'fatal',
  };
}

/** The part of a failure that leaves the core: code, sentence, remedy. */
export function toFailure(error: unknown): Failure {
  const { code, message, remedy: action } = toStoredFailure(error);
  return { code, message, remedy: action };
}

/** True when the error is the reason of an aborted signal rather than a failure. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}
