import { expect, test } from 'vitest';
import { queueRoundTrip } from '../../../main/composition/queue-round-trip.ts';
import { failureOf } from '../../support/failure-of.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { queueFixture } from '../../support/queue/queue-fixture.ts';

test('a test job goes through the queue and leaves nothing', () => {
  const { store } = queueFixture();
  queueRoundTrip(store, createManualClock());
  expect(store.jobs({})).toEqual([]);
});

test('a queue that gives no job away is named, and nothing is left in it', () => {
  const { store } = queueFixture();
  const failure = failureOf(() => queueRoundTrip({ ...store, claim: () => null }, createManualClock()));
  expect(failure).toMatchObject({ code: 'QUEUE_BROKEN', remedy: { action: 'report' } });
  expect(store.jobs({})).toEqual([]);
});
