import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { Job, Stage } from '../../../preload/contract/job.ts';
import type { LectureView, StageView } from '../../../preload/contract/lecture.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import type { FaultRule } from '../../simulator/faults.ts';
import { NO_LATENCY } from '../../simulator/latency.ts';
import type { Endpoint, LedgerEntry } from '../../simulator/ledger.ts';
import { startSimulator, type Simulator } from '../../simulator/simulator.ts';
import { plainWords } from '../audio/ruler-code.ts';
import {
  copyHome,
  makeRulerMp3,
  prepareHome,
  type PreparedHome,
  type RulerRecording,
} from './prepared-lecture.ts';
import { startTestCore, type TestCore, type TestCoreOptions } from './test-core.ts';

/** Timeouts short enough to meet. */
export const impatient: Partial<Settings> = {
  'network.headerTimeoutMs': 1_500,
  'network.bodyTimeoutMs': 1_500,
  'network.totalTimeoutMs': 3_000,
};

/** One lecture on its way under faults. */
export interface Going extends TestCore {
  readonly lectureId: string;
  /** Waits until the stage is held by something that does not pass within the pipeline's own time. */
  untilHeld(stage: Stage): Promise<StageView>;
  /** The newest job of a stage. */
  job(stage: Stage): Promise<Job>;
  /** Waits until the lecture is ready with every word of the recording, once and in order. */
  everyWord(): Promise<void>;
}

/** Stages a prepared lecture can stand before. */
export type PreparedStage = 'transcription' | 'generation';

/** A simulator and a recording that is prepared up to the stages that can be disturbed. */
export interface FaultBench {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly recording: RulerRecording;
  /** Requests that the transcription takes when nothing goes wrong. */
  readonly pieces: number;
  /** A copy of the home that stands before this stage, which is paused. */
  prepare(stage: PreparedStage): Promise<PreparedHome>;
  /** Lets the stage, and what follows, go on under these faults. */
  go(
    stage: PreparedStage,
    faults: readonly FaultRule[],
    settings?: Partial<Settings>,
    provider?: TestCoreOptions['provider'],
  ): Promise<Going>;
  calls(endpoint: Endpoint): readonly LedgerEntry[];
  /** Requests that were paid for again. */
  paidAgain(): number;
  /** Billed requests whose answer was spoiled: only these may be paid for again. */
  spoiled(): number;
  stop(): Promise<void>;
}

/** Prepares one recording of 75 s; every test then takes a copy. */
export async function startFaultBench(): Promise<FaultBench> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-faults-'));
  const simulator = await startSimulator({ latency: NO_LATENCY, decoder: 'wasm' });
  const recording = await makeRulerMp3(folder, 'Faults', { durationMs: 75_000, seed: 11 });
  const ingested = await prepareHome({
    ...{ home: join(folder, 'ingested'), simulator, before: 'transcription' },
    source: { recording: recording.path },
  });
  const transcribed = await prepareHome({
    ...{ home: join(folder, 'transcribed'), simulator, before: 'generation' },
    source: { from: ingested },
  });
  const calls = (endpoint: Endpoint) =>
    simulator.ledger.entries.filter((entry) => entry.endpoint === endpoint);
  const pieces = calls('transcriptions').length;
  if (pieces < 3) throw new Error(`Only ${pieces} pieces: too few to tell one from the others`);
  let homes = 0;
  const prepare = (stage: PreparedStage): Promise<PreparedHome> => {
    homes += 1;
    return copyHome(stage === 'transcription' ? ingested : transcribed, join(folder, `home-${homes}`));
  };
  return {
    folder,
    simulator,
    recording,
    pieces,
    calls,
    prepare,
    async go(stage, faults, settings = {}, provider = simulator) {
      const { home, lectureId } = await prepare(stage);
      const core = await startTestCore({ home, provider, settings });
      onTestFinished(async () => {
        await core.stop();
        simulator.faults.clear();
      });
      simulator.ledger.clear();
      for (const rule of faults) simulator.faults.add(rule);
      for (const one of ['transcription', 'generation'] as const)
        await core.ask('resume-stage', { stage: one });
      return going(core, lectureId, recording);
    },
    paidAgain: () => simulator.ledger.paidTwice().reduce((sum, group) => sum + group.length - 1, 0),
    spoiled: () => simulator.ledger.entries.filter((entry) => entry.billed && entry.fault !== null).length,
    async stop() {
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Follows one lecture of a core. */
export function going(core: TestCore, lectureId: string, recording: RulerRecording): Going {
  return {
    ...core,
    lectureId,
    async untilHeld(stage) {
      const isStuck = (view: LectureView) =>
        !['retry-at', 'breaker-open', null].includes(stageOf(view, stage).hold);
      return stageOf(await core.until(lectureId, isStuck), stage);
    },
    async job(stage) {
      const { jobs } = await core.ask('list-jobs', { lectureId, stage });
      const newest = jobs.at(-1);
      if (newest === undefined) throw new Error(`There is no job of ${stage}`);
      return newest;
    },
    async everyWord() {
      const lecture = await core.settled(lectureId);
      expect(lecture.status).toBe('ready');
      const heard = plainWords((lecture.transcript?.segments ?? []).map((segment) => segment.text).join(' '));
      expect(heard).toEqual(recording.plan.words.map((word) => word.word));
    },
  };
}

/** One stage of a view. */
export function stageOf(view: LectureView, stage: Stage): StageView {
  const found = view.stages.find((one) => one.stage === stage);
  if (found === undefined) throw new Error(`There is no stage ${stage}`);
  return found;
}

/** Plays faults on the same content again and again: the first that is asked for. */
export function onOneContent(rule: FaultRule): FaultRule {
  let content: string | null = null;
  return { ...rule, when: (target) => (content ??= target.contentSha256) === target.contentSha256 };
}

/** A failure as a person may read it: a code, plain sentences, a button; no key, no inner words. */
export function expectPlain(failure: Failure | null): void {
  const { code, message, remedy } = failure ?? expect.fail('There is no failure');
  expect(code).toMatch(/^[A-Z][A-Z_]+$/);
  expect(message).toMatch(/^[A-Z][^\n{}<>]{15,300}\.$/);
  expect(message).not.toMatch(/undefined|null|NaN|\[object|Error:|sk-/);
  expect(remedy.label).toMatch(/^[A-Z].{2,60}$/);
}
