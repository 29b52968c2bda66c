import { z } from 'zod';

import { failureClassSchema, failureSchema } from '../../preload/contract/failure.ts';
import type { StoredFailure } from '../lib/failure.ts';

const storedFailureSchema = failureSchema.extend({
  class: failureClassSchema,
  retryAt: z.number().exactOptional(),
  scope: z.string().exactOptional(),
  status: z.number().exactOptional(),
  requestId: z.string().exactOptional(),
  mayBeBilled: z.boolean().exactOptional(),
});

/** Text of a failure column. */
export function writeFailure(failure: StoredFailure | null): string | null {
  return failure === null ? null : JSON.stringify(failure);
}

/** Reads a failure column; throws when it does not hold a failure. */
export function readFailure(text: string | null): StoredFailure | null {
  if (text === null) return null;
  const failure = storedFailureSchema.parse(JSON.parse(text));
  const { remedy } = failure;
  return { ...failure, remedy };
}
