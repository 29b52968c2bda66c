import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';

import { createJobStore } from '../../main/database/job-store.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import type { Claim, JobStore } from '../../main/queue/ports.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { createModelJobStore } from '../support/queue/model-job-store.ts';
import { done, failed, sampleFailure, sampleJob } from '../support/queue/samples.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** One thing that is done to a store; numbers pick among what there is. */
interface Step {
  readonly name: keyof typeof actions;
  readonly pick: number;
  readonly flag: boolean;
}

/** A store with what a worker would remember: the claims it was given. */
interface Player {
  readonly store: JobStore;
  readonly claims: Claim[];
  readonly clock: ManualClock;
}

const actions = {
  enqueue: ({ store }: Player, { pick, flag }: Step) =>
    store.enqueue(
      sampleJob(`s${pick % 4}`, (pick % 3) + 1, { stage: flag ? 'work' : 'other', priority: pick % 3 }),
    ),
  claim: ({ store, claims }: Player, { flag }: Step) => {
    const claim = store.claim(flag ? 'work' : 'other');
    if (claim) claims.push(claim);
    return claim;
  },
  complete: (player: Player, step: Step) =>
    withClaim(player, step, (claim) => player.store.complete(claim, done)),
  completeBoth: (player: Player, step: Step) =>
    withClaim(player, step, (claim) =>
      player.store.transaction(() => {
        player.store.complete(claim, done);
        player.store.completeJob(claim.job.id);
      }),
    ),
  release: (player: Player, step: Step) =>
    withClaim(player, step, (claim) =>
      player.store.release(claim, failed(), {
        runAt: step.flag ? player.clock.now() + (step.pick % 7) * 10 : null,
        countAttempt: step.pick % 2 === 0,
      }),
    ),
  failTask: (player: Player, step: Step) =>
    withClaim(player, step, (claim) => player.store.failTask(claim, failed())),
  replace: (player: Player, step: Step) =>
    withClaim(player, step, (claim) => {
      const children = Array.from({ length: step.pick % 3 }, (_, index) => `${claim.task.key}.${index}`);
      player.store.replaceTask(
        claim,
        done,
        children.map((key) => ({ key, input: null })),
      );
    }),
  completeJob: (player: Player, step: Step) => withJob(player, step, (id) => player.store.completeJob(id)),
  failJob: (player: Player, step: Step) =>
    withJob(player, step, (id) => player.store.failJob(id, sampleFailure())),
  park: (player: Player, step: Step) => withJob(player, step, (id) => player.store.parkJob(id)),
  resume: (player: Player, step: Step) => withJob(player, step, (id) => player.store.resumeJob(id)),
  hold: (player: Player, step: Step) =>
    withJob(player, step, (id) => player.store.setJobHold(id, step.flag ? 'budget' : null, null)),
  retry: (player: Player, step: Step) => withJob(player, step, (id) => player.store.retry(id)),
  cancel: (player: Player, step: Step) => withJob(player, step, (id) => player.store.cancel(id)),
  remove: (player: Player, step: Step) => withJob(player, step, (id) => player.store.remove(id)),
  promoteDue: ({ store, clock }: Player, { pick }: Step) => store.promoteDue(clock.now() + (pick % 9) * 10),
  promoteAll: ({ store }: Player, { pick, flag }: Step) =>
    store.promoteAll(flag ? undefined : `s${pick % 4}`),
  clamp: ({ store, clock }: Player, { pick }: Step) => store.clampWaiting(clock.now() + (pick % 9) * 10),
  recover: ({ store }: Player) => store.recover(2, sampleFailure({ code: 'CRASHED' })),
};

function withClaim({ claims }: Player, { pick }: Step, change: (claim: Claim) => void): void {
  const claim = claims[pick % Math.max(1, claims.length)];
  if (claim) change(claim);
}

function withJob({ store }: Player, { pick }: Step, change: (jobId: string) => unknown): unknown {
  const jobs = store.jobs({});
  const job = jobs[pick % Math.max(1, jobs.length)];
  return job ? change(job.id) : null;
}

/** What a step came to: its answer, or the name of what it threw. */
function play(player: Player, step: Step): unknown {
  try {
    return actions[step.name](player, step);
  } catch (error) {
    return error instanceof Error
      ? `threw ${error.name} ${error.message.split(':')[0]?.slice(0, 20)}`
      : error;
  }
}

/** Everything the port shows. */
function picture(store: JobStore): unknown {
  const jobs = store.jobs({}).map((job) => ({
    ...job,
    tasks: store.tasks(job.id),
    attempts: store.attempts(job.id).map(({ id: _id, ...attempt }) => attempt),
    kinds: store.events(job.id).map((event) => event.kind),
    counts: store.taskCounts(job.id),
    next: store.nextRunAt(job.id),
  }));
  return { jobs, backlog: store.backlog(), settleable: store.settleable() };
}

const names = Object.keys(actions) as Step['name'][];
const often: Step['name'][] = ['enqueue', 'claim', 'claim', 'claim', 'complete', 'release', 'retry'];
const steps = fc.array(
  fc.record({ name: fc.constantFrom(...names, ...often), pick: fc.nat(1000), flag: fc.boolean() }),
  { minLength: 20, maxLength: 80 },
);

it('database and model agree after every step of random work', { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  const clock = createManualClock();
  const database = openDatabase(join(folder, 'lectern.db'), { backupFolder: join(folder, 'backups'), clock });
  onTestFinished(() => database.close());
  // Durability is not the question here, and thousands of steps are.
  database.connection.pragma('synchronous = OFF');
  const empty = () => {
    for (const table of ['jobs', 'events', 'gates', 'meta']) database.connection.exec(`DELETE FROM ${table}`);
  };

  fc.assert(
    fc.property(steps, (sequence) => {
      empty();
      const real: Player = { store: createJobStore(database, clock), claims: [], clock };
      const model: Player = { store: createModelJobStore(clock), claims: [], clock };
      for (const step of sequence) {
        const outcome = play(real, step);
        const expected = play(model, step);
        if (typeof expected === 'string') expect(typeof outcome).toBe('string');
        expect(picture(real.store)).toEqual(picture(model.store));
      }
    }),
    { numRuns: 150 },
  );
});
