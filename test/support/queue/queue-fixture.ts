import { join } from 'node:path';
import { onTestFinished } from 'vitest';

import { createJobStore } from '../../../main/database/job-store.ts';
import { openDatabase } from '../../../main/database/open-database.ts';
import { LecternError } from '../../../main/lib/failure.ts';
import type { Gate, JobStore, StageRunner, TaskContext, TaskOutcome } from '../../../main/queue/ports.ts';
import { createQueue, type Queue } from '../../../main/queue/queue.ts';
import type { QueueNumbers } from '../../../main/queue/queue-numbers.ts';
import { createManualClock, type ManualClock } from '../manual-clock.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { sampleFailure } from './samples.ts';

/** The numbers a person gets who sets nothing. */
export const designNumbers: QueueNumbers = {
  maxAttempts: 8,
  failFast: false,
  backoffBaseMs: 2_000,
  backoffCapMs: 900_000,
  breakerWindowMs: 60_000,
  breakerMinFailures: 5,
  breakerOpenMs: 30_000,
  breakerOpenCapMs: 600_000,
  probeFirstMs: 5_000,
  probeCapMs: 120_000,
};

/** A task that waits for the test to say how it ends. */
export interface Working {
  readonly context: TaskContext;
  done(outcome?: Partial<TaskOutcome>): void;
  fail(error: unknown): void;
}

/** A stage whose every task is ended by the test. */
export interface ScriptedStage extends StageRunner {
  /** Tasks at work, oldest first. */
  readonly working: readonly Working[];
  /** `subject/key` of every run that began, in order. */
  readonly begun: readonly string[];
  /** The task at work with this name, which must be there. */
  at(name: string): Working;
  dependsOn: string[];
  limit: number;
  settling: StageRunner['settle'];
}

/** Makes a stage that listens to the test. */
export function scriptedStage(stage = 'work'): ScriptedStage {
  const working: Working[] = [];
  const begun: string[] = [];
  const nameOf = ({ job, task }: TaskContext) => `${job.subject}/${task.key}`;
  const scripted: ScriptedStage = {
    stage,
    working,
    begun,
    dependsOn: ['provider', 'provider:chat:m', 'storage', 'disk'],
    limit: 2,
    settling: () => Promise.resolve({ kind: 'completed' }),
    gates: () => scripted.dependsOn,
    concurrency: () => scripted.limit,
    at(name) {
      const found = working.find(({ context }) => nameOf(context) === name);
      if (!found)
        throw new Error(
          `${name} is not at work; there are: ${working.map((one) => nameOf(one.context)).join()}`,
        );
      return found;
    },
    run(context) {
      begun.push(nameOf(context));
      return new Promise<TaskOutcome>((resolve, reject) => {
        const leave = () => void working.splice(working.indexOf(task), 1);
        const task: Working = {
          context,
          done(outcome = {}) {
            leave();
            resolve({ kind: 'done', ...outcome } as TaskOutcome);
          },
          fail(error) {
            leave();
            reject(error instanceof Error ? error : new LecternError(sampleFailure(error as object)));
          },
        };
        working.push(task);
        context.signal.addEventListener('abort', () => {
          if (working.includes(task)) task.fail(context.signal.reason);
        });
      });
    },
    settle: (...input) => scripted.settling(...input),
  };
  return scripted;
}

/** A queue over a real database, with time and chance in the hands of the test. */
export interface QueueFixture {
  readonly clock: ManualClock;
  readonly store: JobStore;
  readonly stage: ScriptedStage;
  readonly numbers: { -readonly [Name in keyof QueueNumbers]: QueueNumbers[Name] };
  readonly probes: { answer: boolean; readonly asked: string[] };
  readonly reported: unknown[];
  readonly changes: string[];
  queue: Queue;
  /** The same database under a new queue, as after a restart. */
  readonly restart: () => Queue;
  /** Starts the queue and lets it look once. */
  readonly start: () => Promise<void>;
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  readonly gate: (key: string) => Gate | undefined;
}

/** Makes the fixture; everything is closed when the test ends. */
export function queueFixture(stages: readonly StageRunner[] = []): QueueFixture {
  const folder = temporaryFolder();
  const clock = createManualClock();
  const database = openDatabase(join(folder, 'lectern.db'), { backupFolder: join(folder, 'backups'), clock });
  const store = createJobStore(database, clock);
  const stage = scriptedStage();
  const numbers = { ...designNumbers };
  const probes = { answer: false, asked: [] as string[] };
  const reported: unknown[] = [];
  const changes: string[] = [];
  const make = () =>
    createQueue({
      store,
      runners: [stage, ...stages],
      clock,
      numbers: () => numbers,
      random: () => 0.5,
      probe(gate) {
        probes.asked.push(gate.key);
        return Promise.resolve(probes.answer);
      },
      onChange: (subject) => void changes.push(subject ?? 'all'),
      report: (error) => void reported.push(error),
    });
  const fixture: QueueFixture = {
    clock,
    store,
    stage,
    numbers,
    probes,
    reported,
    changes,
    queue: make(),
    restart() {
      fixture.queue = make();
      return fixture.queue;
    },
    async start() {
      fixture.queue.start();
      await clock.advance(0);
    },
    settle: () => clock.advance(0),
    gate: (key) => store.gates().find((gate) => gate.key === key),
  };
  onTestFinished(async () => {
    const stopped = fixture.queue.stop();
    await clock.advance(10_000);
    await stopped;
    database.close();
  });
  return fixture;
}
