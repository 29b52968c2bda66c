import { expect, it } from 'vitest';
import { queueFixture } from '../../support/queue/queue-fixture.ts';
import { sampleJob } from '../../support/queue/samples.ts';

const DAY_MS = 86_400_000;
const MODEL = 'provider:chat:m';

it('a gate closed while the clock was a year ahead opens after the time it was to wait', async () => {
  const { store, stage, clock, probes, restart, settle, gate } = queueFixture();
  const ahead = clock.now() + 365 * DAY_MS;
  store.putGate({
    ...{ key: MODEL, hold: 'breaker-open', failure: null, round: 1 },
    ...{ since: ahead, until: ahead + 30_000 },
  });
  store.enqueue(sampleJob('a', 1));
  probes.answer = true;
  restart().start();
  await settle();
  await clock.advance(29_000);
  expect(stage.begun).toEqual([]);
  await clock.advance(2_000);
  expect(gate(MODEL)).toBeUndefined();
  expect(stage.begun).toEqual(['a/t1']);
});

it('a task that waits when the clock is set back by a day is tried within the longest delay', async () => {
  const { store, stage, clock, numbers, start, queue } = queueFixture();
  numbers.backoffCapMs = 60_000;
  store.enqueue(sampleJob('a', 1));
  await start();
  stage.at('a/t1').fail({ class: 'retryable', code: 'PROVIDER_ERROR' });
  await clock.advance(0);
  clock.jumpTo(clock.now() - DAY_MS);
  queue.wake();
  await clock.advance(61_000);
  expect(stage.begun).toEqual(['a/t1', 'a/t1']);
});
