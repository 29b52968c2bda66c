import { LecternError } from '../../main/lib/failure.ts';

/** The code of the failure that `work` throws; rethrows what is not one of ours; null when it does not throw. */
export function failureCode(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof LecternError) return error.failure.code;
    throw error;
  }
}
