import type { Clock } from '../lib/clock.ts';
import { LecternError } from '../lib/failure.ts';
import { flowGate, stageGate } from './failure-policy.ts';
import { GateKeeper } from './gate-keeper.ts';
import type { QueueJob } from './job.ts';
import type { GateProbe, JobStore, StageRunner } from './ports.ts';
import type { QueueNumbers } from './queue-numbers.ts';

/** What a queue is made of. */
export interface QueueOptions {
  readonly store: JobStore;
  /** All stages, also those that are only looked at here. */
  readonly runners: readonly StageRunner[];
  /** Whether a stage is worked on here; all are when this is left out. */
  readonly worksOn?: (stage: string) => boolean;
  readonly clock: Clock;
  readonly probe: GateProbe;
  /** Asked each time, so a changed setting holds at once. */
  readonly numbers: () => QueueNumbers;
  /** From 0 up to 1; spreads retries. */
  readonly random: () => number;
  /** Something about a subject's job has changed; nulls: a gate, which may concern all. */
  readonly onChange: (subject: string | null, jobId: string | null) => void;
  /** Hears of errors that are nobody's expected failure. */
  readonly report: (error: unknown) => void;
  /** The disk is full while something must be saved: gives room back. Answers whether there was any to give. */
  readonly relieveDisk?: () => boolean;
}

/** What the parts of the queue share. */
export interface QueueCore extends QueueOptions {
  readonly gates: GateKeeper;
  /** Any stage's runner, to tell what holds it. */
  readonly knownRunnerOf: (stage: string) => StageRunner | undefined;
  /** The runner of a stage that is worked on here. */
  readonly runnerOf: (stage: string) => StageRunner | undefined;
  /** Keys of all gates that hold a stage; with a job, also those that hold it alone. */
  readonly gatesOf: (runner: StageRunner, job?: QueueJob) => readonly string[];
  /** True when no gate holds the stage. */
  readonly isOpenWay: (stage: string) => boolean;
  /** Saves; on a full disk gives room back and tries once more. */
  readonly save: <Result>(write: () => Result) => Result;
}

/** Puts together what the parts of the queue share. */
export function createQueueCore(options: QueueOptions, gateChanged: () => void): QueueCore {
  const { store, clock, probe, numbers, worksOn } = options;
  const gates = new GateKeeper({ store, clock, probe, numbers, changed: gateChanged });
  const runners = options.runners.filter(({ stage }) => worksOn?.(stage) ?? true);
  const knownRunnerOf = (stage: string) => options.runners.find((runner) => runner.stage === stage);
  const runnerOf = (stage: string) => runners.find((runner) => runner.stage === stage);
  const gatesOf = (runner: StageRunner, job?: QueueJob) => [
    stageGate(runner.stage),
    flowGate(runner.stage),
    ...runner.gates(),
    ...(job === undefined ? [] : (runner.gatesOfJob?.(job) ?? [])),
  ];
  return {
    ...options,
    runners,
    gates,
    knownRunnerOf,
    runnerOf,
    gatesOf,
    isOpenWay(stage) {
      const runner = runnerOf(stage);
      return runner !== undefined && gates.strictest(gatesOf(runner)) === null;
    },
    save(write) {
      try {
        return write();
      } catch (error) {
        if (!isDiskFull(error) || options.relieveDisk?.() !== true) throw error;
        return write();
      }
    },
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof LecternError && error.failure.scope === 'disk';
}
