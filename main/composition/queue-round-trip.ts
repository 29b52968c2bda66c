import type { Clock } from '../lib/clock.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { newIdentifier } from '../lib/identifier.ts';
import type { JobStore } from '../queue/ports.ts';

/** Name of the stage no runner works on, so that a test job is claimed by this check alone. */
const TEST_STAGE = 'health-check';

/**
 * Queues, claims and removes a test job, in one transaction of which nothing stays.
 * @throws LecternError `QUEUE_BROKEN` when the job cannot be claimed
 */
export function queueRoundTrip(store: JobStore, clock: Clock): void {
  class Undone extends Error {}
  try {
    store.transaction(() => {
      store.enqueue({
        stage: TEST_STAGE,
        subject: newIdentifier(clock.now()),
        payload: {},
        generation: 1,
        tasks: [{ key: 'test', input: {} }],
      });
      if (store.claim(TEST_STAGE) === null) throw queueBroken();
      // Nothing of it stays: not even a record.
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

function queueBroken(): LecternError {
  return new LecternError({
    code: 'QUEUE_BROKEN',
    message: 'A test job was queued but could not be taken out of the queue, so no work can begin.',
    remedy: remedy('report', 'Show the log'),
    class: 'fatal',
  });
}
