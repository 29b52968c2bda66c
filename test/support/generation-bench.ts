import path from 'node:path';
import type { ArtifactType } from '../../preload/contract/artifact.ts';
import { settingDefaults, type Settings } from '../../preload/contract/settings.ts';
import { createCallLedger } from '../../main/database/call-ledger.ts';
import { createLibrary } from '../../main/database/library.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { readShippedPrices } from '../../main/pipeline/cost/price-table.ts';
import type { GenerationDependencies } from '../../main/pipeline/generation/assignment.ts';
import { createGenerationStage } from '../../main/pipeline/generation/generation-stage.ts';
import { readPresets } from '../../main/pipeline/generation/presets.ts';
import { createPromptLibrary } from '../../main/pipeline/generation/prompt-library.ts';
import { storeVersion } from '../../main/pipeline/manifest/store-version.ts';
import { transcriptFile } from '../../main/pipeline/manifest/stored-files.ts';
import type { CallLedger } from '../../main/pipeline/ledger-port.ts';
import type { Library } from '../../main/pipeline/library-port.ts';
import type { ArtifactRow, Lecture, Segment } from '../../main/pipeline/rows-port.ts';
import { createOpenAiConnection } from '../../main/providers/openai-connection.ts';
import { createOpenAiGenerator } from '../../main/providers/openai-generator.ts';
import { createLocalStore } from '../../main/storage/local-store.ts';
import type { QueueJob, QueueTask } from '../../main/queue/job.ts';
import type { StageRunner, TaskOutcome } from '../../main/queue/ports.ts';
import { NO_LATENCY } from '../simulator/latency.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator/simulator.ts';
import { lectureOf } from './library-rows.ts';
import { createManualClock } from './manual-clock.ts';

/** What a test of the stage can change. */
export interface BenchOptions {
  readonly segments?: readonly Segment[];
  readonly language?: string | null;
  readonly settings?: Partial<Settings>;
  readonly lecture?: Partial<Lecture>;
  readonly change?: Partial<GenerationDependencies>;
  /** Endpoints the server lacks. */
  readonly without?: SimulatorOptions['without'];
}

/** The stage on a real database, a real folder and the simulated server. */
export interface GenerationBench {
  readonly stage: StageRunner;
  readonly library: Library;
  readonly ledger: CallLedger;
  readonly simulator: Simulator;
  readonly folder: string;
  readonly enqueued: readonly string[];
  readonly dependencies: GenerationDependencies;
  /** Runs the task of one artifact and commits it, as the queue does; answers the artifact's row. */
  write(type: ArtifactType, options?: RunOptions): Promise<ArtifactRow>;
  /** Runs the task without committing it. */
  run(type: ArtifactType, options?: RunOptions): Promise<TaskOutcome>;
  /** Text of the requests sent so far: instructions and input. */
  sent(): readonly { instructions: string; input: string; schema: unknown; model: string | null }[];
  close(): Promise<void>;
}

/** How one run differs. */
export interface RunOptions {
  readonly generation?: number;
  readonly isBreakerOpen?: (key: string) => boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

/** Sets the bench up in `folder`, which must be empty. Lecture `a` has a transcript, version 1. */
export async function openGenerationBench(
  folder: string,
  options: BenchOptions = {},
): Promise<GenerationBench> {
  const clock = createManualClock(Date.UTC(2026, 10, 23));
  const simulator = await startSimulator({ latency: NO_LATENCY, without: options.without ?? [] });
  const database = openDatabase(path.join(folder, 'lectern.db'), {
    backupFolder: path.join(folder, 'backups'),
    clock,
  });
  const { connection, transact } = database;
  const settings: Settings = { ...settingDefaults, ...options.settings };
  const library = createLibrary(connection, transact);
  const ledger = createCallLedger({
    ...{ connection, transact, clock },
    ceilings: () => ({ lectureMicroUsd: dollars(settings['cost.ceiling']), monthMicroUsd: null }),
  });
  const server = createOpenAiConnection({
    baseUrl: () => simulator.url,
    credentials: async () => ({ apiKey: simulator.apiKey, baseUrl: simulator.url }),
    timeouts: () => ({
      ...{ connectTimeoutMs: 5_000, headerTimeoutMs: 5_000, bodyTimeoutMs: 5_000, totalTimeoutMs: 10_000 },
    }),
    now: () => clock.now(),
    otherHostsAnswer: async () => true,
  });
  const enqueued: string[] = [];
  const resourcesFolder = path.resolve('resources');
  const dependencies: GenerationDependencies = {
    ...{ library, ledger, clock, generator: createOpenAiGenerator(server) },
    objects: createLocalStore({ folder: path.join(folder, 'objects'), createFolder: true }),
    prompts: createPromptLibrary({ resourcesFolder, ownFolder: path.join(folder, 'prompts') }),
    presets: readPresets(resourcesFolder),
    settings: () => settings,
    prices: () => readShippedPrices(resourcesFolder),
    listedModels: () => [],
    isFallbackForced: () => false,
    isBreakerOpen: () => false,
    enqueueNext: (stage, lectureId) => enqueued.push(`${stage} ${lectureId}`),
    ...options.change,
  };
  library.addLecture(lectureOf('a', options.lecture));
  await addTranscript(dependencies, options);
  const stage = createGenerationStage(dependencies);
  const run: GenerationBench['run'] = (type, runOptions = {}) =>
    stage.run({
      job: jobOf(runOptions.generation ?? 1),
      task: taskOf(type),
      signal: runOptions.signal ?? new AbortController().signal,
      progress: runOptions.progress ?? (() => undefined),
      isBreakerOpen: runOptions.isBreakerOpen ?? (() => false),
    });
  return {
    ...{ stage, library, ledger, simulator, folder, enqueued, dependencies, run },
    async write(type, runOptions) {
      const { commit } = await run(type, runOptions);
      library.transaction(() => commit?.());
      const row = library.newestArtifacts('a').find((artifact) => artifact.type === type);
      if (row === undefined) throw new Error('Nothing was written');
      return row;
    },
    sent: () =>
      simulator.ledger.entries.map(({ params, model }) => ({
        instructions: textOf(params['instructions']),
        input: textOf(params['input']),
        schema: params['text'],
        model,
      })),
    async close() {
      await server.close();
      await simulator.stop();
      database.close();
    },
  };
}

/** A lecture of `count` sentences, 6 s each with 1 s between, and a long pause after every tenth. */
export function sentences(count: number): readonly Segment[] {
  const subjects = ['entropy', 'energy', 'a gas', 'an engine', 'the reservoir', 'a cycle', 'heat'];
  const verbs = ['never decreases in', 'flows slowly into', 'limits the work of', 'depends on'];
  return Array.from({ length: count }, (_, index) => {
    const startMs = index * 7_000 + Math.floor(index / 10) * 5_000;
    const text = `Sentence ${index + 1} says that ${subjects[index % 7]} ${verbs[index % 4]} system ${index + 1}.`;
    return { id: `s${index + 1}`, startMs, endMs: startMs + 6_000, text, flags: [] };
  });
}

/** A queued task of the stage, in any state. */
export function taskOf(type: ArtifactType, change: Partial<QueueTask> = {}): QueueTask {
  return {
    ...{ id: `task-${type}`, jobId: 'job', stage: 'generation', key: `artifact:${type}`, position: 1 },
    ...{ input: { type }, status: 'running', attempts: 0, runAt: null, error: null },
    ...change,
  };
}

/** The job of lecture `a`. */
export function jobOf(generation = 1): QueueJob {
  return {
    ...{ id: 'job', sequence: 1, stage: 'generation', subject: 'a', payload: {}, status: 'running' },
    ...{ hold: null, error: null, crashes: 0, generation, createdAt: 1, startedAt: 1, finishedAt: null },
  };
}

async function addTranscript(
  { objects, library, clock }: GenerationDependencies,
  { segments = sentences(40), language = 'en' }: BenchOptions,
): Promise<void> {
  const version = { lectureId: 'a', version: 1, language, coverage: 1, gaps: [] };
  const { object } = await storeVersion({
    ...{ objects, library, clock, signal: new AbortController().signal },
    ...{ lectureId: 'a', version: 1, extension: 'json' },
    content: transcriptFile({ ...version, segments }),
    data: { kind: 'transcript', language, coverage: 1, gaps: [], pieces: [], calls: [] },
  });
  library.transaction(() => {
    library.addObject(object);
    library.addTranscript({ ...version, objectKey: object.key, createdAt: clock.now() });
  });
}

function dollars(amount: number | null): number | null {
  return amount === null ? null : Math.round(amount * 1_000_000);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
