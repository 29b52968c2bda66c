import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingDefaults, type Settings } from '../../../preload/contract/settings.ts';
import { LecternError, toStoredFailure } from '../../../main/lib/failure.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import type { MediaEngine } from '../../../main/pipeline/media-port.ts';
import type { CallLedger } from '../../../main/pipeline/ledger-port.ts';
import type { Library } from '../../../main/pipeline/library-port.ts';
import type { TranscriptVersion } from '../../../main/pipeline/rows-port.ts';
import type { ObjectStore } from '../../../main/pipeline/store-port.ts';
import { readTranscriptFile } from '../../../main/pipeline/manifest/stored-files.ts';
import { planSegments } from '../../../main/pipeline/speech/plan-segments.ts';
import { buildSpeechMap, type SpeechMap } from '../../../main/pipeline/speech/speech-map.ts';
import { createTranscriptionStage } from '../../../main/pipeline/transcription/transcription-stage.ts';
import { createOpenAiTranscriber } from '../../../main/providers/openai-transcriber.ts';
import type { JobOutcome, StageRunner, TaskOutcome } from '../../../main/queue/ports.ts';
import type { QueueJob, QueueTask } from '../../../main/queue/job.ts';
import { createLocalStore } from '../../../main/storage/local-store.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { RulerPlan } from '../../support/audio/ruler-plan.ts';
import { writeRuler } from '../../support/audio/ruler.ts';
import { courseOf, lectureOf } from '../../support/library-rows.ts';
import { createRealMediaEngine } from '../../support/real-media-engine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connectionTo } from '../providers/provider-kit.ts';
import { openLibrary } from './library-kit.ts';

const ALWAYS = new AbortController().signal;
const LECTURE = 'lecture-1';
const COURSE = 'course-1';

/** A minute of ruler speech, listened to once by the real engine. */
export interface Recording {
  readonly plan: RulerPlan;
  readonly pcmPath: string;
  readonly map: SpeechMap;
  readonly engine: MediaEngine;
  close(): Promise<void>;
}

export async function makeRecording(): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-stage-'));
  const engine = createRealMediaEngine();
  const path = join(folder, 'ruler.wav');
  const plan = await writeRuler(path, {
    durationMs: 60_000,
    longSilences: [{ afterMs: 20_000, durationMs: 5_000 }],
  });
  const pcmPath = join(folder, 'a.pcm');
  const decoded = await engine.decode({
    ...{ path, pcmPath, proxyPath: join(folder, 'a.mp3'), signal: ALWAYS },
    onProgress: () => undefined,
  });
  return {
    plan,
    pcmPath,
    engine,
    map: buildSpeechMap(decoded.features, decoded.totalSamples),
    close: async () => {
      await engine.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A stage over a real library, ledger and store, and the simulator; `run` does what the queue does with its tasks. */
export interface StageBench {
  readonly library: Library;
  readonly ledger: CallLedger;
  readonly objects: ObjectStore;
  readonly stage: StageRunner;
  /** Stages that were queued by settled jobs. */
  readonly queued: readonly string[];
  /** Runs a job over all pieces, or over those without text, and settles it. */
  run(options?: RunOptions): Promise<Run>;
  /** The newest transcript, read from its object. */
  transcript(): Promise<TranscriptVersion>;
}

export interface RunOptions {
  readonly onlyGaps?: boolean;
  readonly generation?: number;
  /** Most attempts of a task; 3 unless told. */
  readonly attempts?: number;
  /** Loses what the tasks commit, as a death between answer and commit does. */
  readonly loseCommits?: boolean;
}

export interface Run {
  readonly tasks: readonly QueueTask[];
  readonly outcome: JobOutcome;
  /** Codes of all failures, in the order they came. */
  readonly failures: readonly string[];
}

export interface BenchOptions {
  readonly recording: Recording;
  readonly simulator: Simulator;
  readonly settings?: Partial<Settings>;
  readonly glossary?: readonly string[];
  readonly segmentMs?: number;
  /** Path of the decoded sound; asked whenever the stage asks for it. */
  readonly speechOf?: () => string;
}

export function createBench(options: BenchOptions): StageBench {
  const { recording, simulator } = options;
  const { library, ledger } = openLibrary();
  const objects = createLocalStore({ folder: join(temporaryFolder(), 'objects'), createFolder: true });
  library.addCourse(courseOf(COURSE, 'Physics', { glossary: options.glossary ?? [] }));
  library.addLecture(lectureOf(LECTURE, { courseId: COURSE, title: 'Heat' }));
  library.putPieces(planPieces(recording.map, options.segmentMs ?? 12_000));
  const queued: string[] = [];
  const stage = createTranscriptionStage({
    ...{ library, ledger, objects, media: recording.engine, clock: systemClock },
    transcriber: createOpenAiTranscriber(connectionTo(simulator)),
    settings: () => ({ ...settingDefaults, ...options.settings }),
    speechOf: () =>
      Promise.resolve({ pcmPath: options.speechOf?.() ?? recording.pcmPath, speechMap: recording.map }),
    price: (_model, usage) => (usage.audioMs === null ? null : Math.ceil((usage.audioMs * 75) / 1_000)),
    enqueueNext: (next) => queued.push(next),
  });
  return {
    ...{ library, ledger, objects, stage, queued },
    run: (how = {}) => runJob({ library, stage, ...how }),
    async transcript() {
      const row = library.newestTranscript(LECTURE);
      if (row === null) throw new Error('There is no transcript');
      return readTranscriptFile(await objects.get(row.objectKey, ALWAYS));
    },
  };
}

function planPieces(map: SpeechMap, maxDurationMs: number) {
  const limits = { maxDurationMs, modelCapMs: null, maxBytes: null, bytesPerSecond: 4_000 };
  return planSegments(map, limits).map(({ index, startSample, endSample, speechMs }) => ({
    ...{ id: `piece-${index}`, lectureId: LECTURE, position: index, startSample, endSample, speechMs },
    ...{ callKey: null, flags: [] },
  }));
}

type RunInput = RunOptions & { readonly library: Library; readonly stage: StageRunner };

async function runJob(input: RunInput): Promise<Run> {
  const { library, stage } = input;
  const job = jobOf(input.generation ?? 1);
  const failures: string[] = [];
  const pieces = library.pieces(LECTURE).filter((piece) => input.onlyGaps !== true || piece.callKey === null);
  const open = pieces.map(({ id }) => taskOf(job, id));
  const settled: QueueTask[] = [];
  const lane = async () => {
    for (let task = open.shift(); task !== undefined; task = open.shift()) {
      const { end, children } = await runTask(input, job, task, failures);
      settled.push(end);
      open.unshift(...children.map(({ pieceId }) => taskOf(job, pieceId)));
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  const outcome = await stage.settle(job, settled, ALWAYS);
  if (outcome.commit !== undefined) library.transaction(outcome.commit);
  return { tasks: settled, outcome, failures };
}

async function runTask(input: RunInput, job: QueueJob, task: QueueTask, failures: string[]) {
  for (let attempts = 1; ; attempts += 1) {
    const context = { job, task: { ...task, attempts }, signal: ALWAYS, progress: () => undefined };
    try {
      const outcome = await input.stage.run({ ...context, isBreakerOpen: () => false });
      return { end: { ...task, status: endOf(outcome) }, children: commitOf(input, outcome) };
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      failures.push(error.failure.code);
      if (error.failure.class === 'retryable' && attempts < (input.attempts ?? 3)) continue;
      return { end: { ...task, status: 'failed' as const, error: toStoredFailure(error) }, children: [] };
    }
  }
}

function endOf(outcome: TaskOutcome): QueueTask['status'] {
  return outcome.kind === 'done' ? 'done' : 'replaced';
}

function commitOf({ library, loseCommits }: RunInput, outcome: TaskOutcome): readonly { pieceId: string }[] {
  if (loseCommits === true) return [];
  if (outcome.commit !== undefined) library.transaction(outcome.commit);
  return outcome.kind === 'done'
    ? []
    : outcome.children.map(({ key }) => ({ pieceId: key.slice('piece:'.length) }));
}

function jobOf(generation: number): QueueJob {
  return {
    ...{ id: 'job', sequence: 1, stage: 'transcription', subject: LECTURE, payload: {}, status: 'running' },
    ...{ hold: null, error: null, crashes: 0, generation, createdAt: 0, startedAt: 0, finishedAt: null },
  };
}

function taskOf(job: QueueJob, pieceId: string): QueueTask {
  return {
    ...{ id: `task-${pieceId}`, jobId: job.id, stage: job.stage, key: `piece:${pieceId}`, position: 0 },
    ...{ input: { pieceId }, status: 'running', attempts: 1, runAt: null, error: null },
  };
}
