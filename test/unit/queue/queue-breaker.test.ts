import { describe, expect, it } from 'vitest';

import { queueFixture } from '../../support/queue/queue-fixture.ts';
import { sampleJob } from '../../support/queue/samples.ts';

describe('a breaker', () => {
  const serverError = { scope: 'provider:chat:m' } as const;

  async function broken() {
    const fixture = queueFixture();
    const { store, stage, clock } = fixture;
    stage.limit = 5;
    store.enqueue(sampleJob('a', 5));
    await fixture.start();
    for (const { context } of [...stage.working]) {
      stage.at(`a/${context.task.key}`).fail(serverError);
      await clock.advance(0);
    }
    return fixture;
  }

  it('opens when calls fail and holds everything on the same model', async () => {
    const { queue, store, clock, gate } = await broken();
    expect(gate('provider:chat:m')).toMatchObject({
      hold: 'breaker-open',
      round: 1,
      until: clock.now() + 30_000,
    });
    const [job] = store.jobs({});
    expect(job && queue.standing(job)).toMatchObject({
      hold: 'breaker-open',
      error: { code: 'SERVER_ERROR' },
    });
    expect(queue.isBreakerOpen('provider:chat:m')).toBe(true);
    expect(queue.isBreakerOpen('provider:chat:other')).toBe(false);
  });

  it('is not what a rate limit closes: that is a wait, and no reason to take another model', async () => {
    const { store, queue, stage, clock, start, gate } = queueFixture();
    store.enqueue(sampleJob('a', 1));
    await start();

    stage.working[0]?.fail({ class: 'throttled', code: 'RATE_LIMITED', scope: 'provider:chat:m' });
    await clock.advance(0);

    expect(gate('provider:chat:m')).toMatchObject({ hold: 'retry-at' });
    expect(queue.isBreakerOpen('provider:chat:m')).toBe(false);
  });

  it('lets one task try after a good probe; its success lets all go on', async () => {
    const { stage, clock, probes } = await broken();
    const before = stage.begun.length;
    probes.answer = true;
    await clock.advance(30_000);
    expect(probes.asked).toEqual(['provider:chat:m']);
    expect(stage.begun).toHaveLength(before + 1);
    stage.working[0]?.done();
    await clock.advance(0);
    expect(stage.working).toHaveLength(4);
  });

  it('opens for twice as long when that one fails', async () => {
    const { stage, clock, probes, gate } = await broken();
    probes.answer = true;
    await clock.advance(30_000);
    stage.working[0]?.fail(serverError);
    await clock.advance(0);
    expect(gate('provider:chat:m')).toMatchObject({ round: 2, until: clock.now() + 60_000 });
  });

  it('stays open, longer each time, while the probe is bad', async () => {
    const { clock, probes, gate } = await broken();
    const from = clock.now();
    await clock.advance(30_000);
    expect(gate('provider:chat:m')).toMatchObject({ round: 2, until: from + 90_000 });
    await clock.advance(60_000);
    expect(gate('provider:chat:m')).toMatchObject({ round: 3, until: from + 210_000 });
    expect(probes.asked).toHaveLength(2);
  });

  it('gives way to a person', async () => {
    const { queue, stage, clock } = await broken();
    queue.tryNow();
    await clock.advance(0);
    expect(stage.working).toHaveLength(1);
  });

  it('does not open for failures of the input', async () => {
    const { store, stage, clock, start } = queueFixture();
    stage.limit = 9;
    store.enqueue(sampleJob('a', 9));
    await start();
    for (const { context } of [...stage.working]) {
      stage.at(`a/${context.task.key}`).fail({ class: 'fatal', scope: 'provider:chat:m' });
    }
    await clock.advance(0);
    expect(store.gates()).toEqual([]);
  });
});
