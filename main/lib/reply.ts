import type { Reply } from '../../preload/contract/failure.ts';
import { LecternError } from './failure.ts';

/** The value of a reply, or its failure thrown. A failure that has passed a door has lost its class; only people see it from here on. */
export function valueOf(reply: Reply<unknown>): unknown {
  if (reply.ok) return reply.value;
  throw new LecternError({ ...reply.failure, class: 'needs-user' });
}
