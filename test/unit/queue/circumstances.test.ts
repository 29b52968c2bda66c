import { expect, it } from 'vitest';
import { queueFixture, scriptedStage } from '../../support/queue/queue-fixture.ts';
import { sampleJob } from '../../support/queue/samples.ts';

it('what a task meets when it starts stands on its attempt, however that ends', async () => {
  let model = 'first';
  const stage = Object.assign(scriptedStage('told'), { circumstances: () => ({ model, concurrency: 2 }) });
  const { store, clock, start } = queueFixture([stage]);
  const job = store.enqueue({ ...sampleJob('a', 1), stage: 'told' });
  await start();
  model = 'second';
  stage.at('a/t1').fail({ class: 'retryable', code: 'PROVIDER_ERROR' });
  await clock.advance(2_000);
  stage.at('a/t1').done({ sent: { callKey: 'k' } });
  await clock.advance(0);

  expect(store.attempts(job.id).map(({ outcome, sent }) => ({ outcome, sent }))).toEqual([
    { outcome: 'failed', sent: { model: 'first', concurrency: 2 } },
    { outcome: 'done', sent: { model: 'second', concurrency: 2, callKey: 'k' } },
  ]);
});
