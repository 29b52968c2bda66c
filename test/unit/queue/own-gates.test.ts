import { describe, expect, it } from 'vitest';
import { queueFixture, scriptedStage } from '../../support/queue/queue-fixture.ts';
import { sampleJob } from '../../support/queue/samples.ts';

const OWN = 'provider:chat:own';
const failing = { class: 'retryable', code: 'PROVIDER_ERROR', scope: OWN };

/** A stage in which the jobs of lecture `a` go to a model of their own. */
function stageWithOwnModel() {
  return Object.assign(scriptedStage('own'), {
    limit: 1,
    concurrency: (): number => 1,
    gatesOfJob: ({ subject }: { readonly subject: string }) => (subject === 'a' ? [OWN] : []),
  });
}

async function withOpenBreaker() {
  const stage = stageWithOwnModel();
  const fixture = queueFixture([stage]);
  const { store, clock, numbers, start } = fixture;
  numbers.backoffBaseMs = 10;
  numbers.backoffCapMs = 10;
  const job = store.enqueue({ ...sampleJob('a', 2), stage: 'own' });
  await start();
  for (let failures = 0; failures < 5; failures += 1) {
    stage.working[0]?.fail(failing);
    await clock.advance(20);
  }
  return { ...fixture, stage, job };
}

describe('a model of the job alone', () => {
  it('whose breaker opens holds that job and no other', async () => {
    const { store, queue, clock, stage, job, gate } = await withOpenBreaker();
    expect(gate(OWN)).toMatchObject({ hold: 'breaker-open' });
    const begun = stage.begun.length;
    await clock.advance(20_000);
    expect(stage.begun).toHaveLength(begun);
    const held = store.job(job.id);
    expect(held?.status).toBe('queued');
    expect(held && queue.standing(held)).toMatchObject({
      hold: 'breaker-open',
      error: { code: 'PROVIDER_ERROR' },
    });

    store.enqueue({ ...sampleJob('b', 1), stage: 'own' });
    queue.wake();
    await clock.advance(0);
    expect(stage.begun.at(-1)).toBe('b/t1');
  });

  it('is tried by one task after a good probe, and goes on when that goes well', async () => {
    const { store, clock, stage, job, probes, gate } = await withOpenBreaker();
    stage.concurrency = () => 2;
    probes.answer = true;
    await clock.advance(31_000);
    expect(gate(OWN)).toBeUndefined();
    expect(stage.working).toHaveLength(1);
    await clock.advance(1_000);
    expect(stage.working).toHaveLength(1);
    stage.working[0]?.done();
    await clock.advance(1_000);
    stage.working[0]?.done();
    await clock.advance(0);
    expect(store.job(job.id)?.status).toBe('completed');
  });

  it('that is throttled slows that job and no other', async () => {
    const stage = stageWithOwnModel();
    const { store, clock, gate, start } = queueFixture([stage]);
    store.enqueue({ ...sampleJob('a', 1), stage: 'own' });
    store.enqueue({ ...sampleJob('b', 1), stage: 'own' });
    await start();
    const retryAt = clock.now() + 60_000;
    stage.at('a/t1').fail({ class: 'throttled', code: 'RATE_LIMITED', scope: OWN, retryAt });
    await clock.advance(0);
    expect(gate('flow:own')).toBeUndefined();
    stage.at('b/t1').done();
    await clock.advance(59_000);
    expect(stage.begun).toEqual(['a/t1', 'b/t1']);
    await clock.advance(2_000);
    expect(stage.begun).toEqual(['a/t1', 'b/t1', 'a/t1']);
  });
});
