import { LecternError, type StoredFailure } from '../../main/lib/failure.ts';

/** The failure a call throws; fails the test when it throws nothing or something else. */
export function failureOf(call: () => unknown): StoredFailure {
  try {
    call();
  } catch (error) {
    if (error instanceof LecternError) return error.failure;
    throw error;
  }
  throw new Error('Expected a failure, nothing was thrown');
}

/** The failure a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<StoredFailure> {
  return promise.then(
    () => {
      throw new Error('Expected a failure, nothing was thrown');
    },
    (error: unknown) => {
      if (error instanceof LecternError) return error.failure;
      throw error;
    },
  );
}
