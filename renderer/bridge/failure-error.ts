import type { Failure } from '../../preload/contract/failure.ts';

/** A failure of the contract, thrown inside the page so that a person can be shown its sentence and remedy. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** The failure behind anything thrown; what is not a `FailureError` is a bug of the page and is said so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return {
    code: 'PAGE_ERROR',
    message: 'Something went wrong in this window. Your lectures are safe.',
    remedy: { action: 'none', label: '' },
  };
}
