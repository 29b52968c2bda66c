import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createJobStore } from '../../main/database/job-store.ts';
import { createLibrary } from '../../main/database/library.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { systemClock } from '../../main/lib/clock.ts';
import { newIdentifier } from '../../main/lib/identifier.ts';
import type { IngestDependencies } from '../../main/pipeline/ingest/dependencies.ts';
import { createIngestStage } from '../../main/pipeline/ingest/ingest-stage.ts';
import { createSpeechCache, type SpeechCache } from '../../main/pipeline/ingest/speech-cache.ts';
import type { MediaEngine } from '../../main/pipeline/media-port.ts';
import { planJob } from '../../main/pipeline/plan.ts';
import type { Library } from '../../main/pipeline/library-port.ts';
import type { Lecture } from '../../main/pipeline/rows-port.ts';
import type { ObjectStore } from '../../main/pipeline/store-port.ts';
import { readTranscript } from '../../main/pipeline/transcription/import-transcript.ts';
import type { QueueJob } from '../../main/queue/job.ts';
import type { JobStore, TaskOutcome } from '../../main/queue/ports.ts';
import { createQueue, type Queue } from '../../main/queue/queue.ts';
import { createLocalStore } from '../../main/storage/local-store.ts';
import { lectureOf } from './library-rows.ts';
import { designNumbers } from './queue/queue-fixture.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

/** What a test exchanges. */
export interface IngestBenchOptions {
  readonly media: MediaEngine;
  readonly folder?: string;
  readonly objects?: (real: ObjectStore) => ObjectStore;
  readonly change?: Partial<IngestDependencies>;
}

/** The first stage on a real database, a real folder and the real media engine. */
export interface IngestBench {
  readonly library: Library;
  readonly store: JobStore;
  readonly objects: ObjectStore;
  readonly speech: SpeechCache;
  readonly queue: Queue;
  /** What would have been queued next, `stage lecture`. */
  readonly enqueued: string[];
  readonly reported: unknown[];
  readonly staging: string;
  readonly cache: string;
  /** Adds a lecture made from a file with its first job; answers its id. */
  add(path: string, change?: Partial<Lecture>): string;
  /** Runs the task once as the queue does, without a queue: nothing is committed. */
  run(lectureId: string, signal?: AbortSignal): Promise<TaskOutcome>;
  commit(outcome: TaskOutcome): void;
  /** Waits until the lecture's job has ended or is held. */
  settled(lectureId: string): Promise<QueueJob>;
  /** Keys in the store that have no row, and rows that have no object. */
  differences(): Promise<readonly string[]>;
  /** Names of files on their way into the store. */
  staged(): readonly string[];
}

/** Opens it in an empty folder; everything goes when the test has ended. */
export function openIngestBench(options: IngestBenchOptions): IngestBench {
  const folder = options.folder ?? temporaryFolder();
  const [staging, cache] = [join(folder, 'staging'), join(folder, 'cache')];
  mkdirSync(staging, { recursive: true });
  const clock = systemClock;
  const database = openDatabase(join(folder, 'lectern.db'), { backupFolder: join(folder, 'backups'), clock });
  const { connection, transact } = database;
  const [library, store] = [createLibrary(connection, transact), createJobStore(database, clock)];
  const real = createLocalStore({ folder: join(folder, 'objects'), createFolder: true });
  const objects = options.objects?.(real) ?? real;
  const speech = createSpeechCache({ library, objects, media: options.media, folder: cache });
  const enqueued: string[] = [];
  const reported: unknown[] = [];
  const stage = createIngestStage({
    ...{ library, objects, speech, clock, staging, readTranscript, media: options.media },
    segmentLimits: () => ({ maxDurationMs: 30_000, modelCapMs: null, maxBytes: null, bytesPerSecond: 4000 }),
    forecast: (_lecture, speechMs) => speechMs,
    enqueueNext: (next, lectureId) => enqueued.push(`${next} ${lectureId}`),
    ...options.change,
  });
  const queue = createQueue({
    ...{
      store,
      clock,
      runners: [stage],
      random: Math.random,
      numbers: () => ({ ...designNumbers, probeFirstMs: 50 }),
    },
    ...{ probe: async () => true, onChange: () => undefined, report: (error) => reported.push(error) },
  });
  onTestFinished(async () => {
    await queue.stop();
    database.close();
  });
  return {
    ...{ library, store, objects, speech, queue, enqueued, reported, staging, cache },
    ...tools({ library, store, objects: real, staging, stage }),
  };
}

interface ToolParts {
  readonly library: Library;
  readonly store: JobStore;
  readonly objects: ObjectStore;
  readonly staging: string;
  readonly stage: ReturnType<typeof createIngestStage>;
}

function tools({ library, store, objects, staging, stage }: ToolParts) {
  const never = new AbortController().signal;
  const jobOf = (lectureId: string): QueueJob => {
    const job = store.jobs({ subject: lectureId, stage: 'ingest' }).at(-1);
    if (job === undefined) throw new Error('The lecture has no job');
    return job;
  };
  return {
    add(path: string, change: Partial<Lecture> = {}): string {
      const id = newIdentifier();
      const lecture = lectureOf(id, {
        ...{ sourcePath: path, sourceName: basename(path), sourceBytes: null, sourceSha256: null },
        ...{ durationMs: null, speechMs: null },
        ...change,
      });
      library.transaction(() => {
        library.addLecture(lecture);
        store.enqueue(planJob('ingest', { ...lecture, revision: 1 }));
      });
      return id;
    },
    async run(lectureId: string, signal: AbortSignal = never): Promise<TaskOutcome> {
      const job = jobOf(lectureId);
      const [task] = store.tasks(job.id);
      if (task === undefined) throw new Error('The job has no task');
      return stage.run({ job, task, signal, progress: () => undefined, isBreakerOpen: () => false });
    },
    commit: (outcome: TaskOutcome) => library.transaction(() => outcome.commit?.()),
    settled: (lectureId: string) =>
      waitFor('the job has ended or is held', () => {
        const job = jobOf(lectureId);
        const isHeld = job.hold !== null || store.gates().length > 0;
        return ['completed', 'failed', 'cancelled'].includes(job.status) || isHeld ? job : null;
      }),
    async differences(): Promise<readonly string[]> {
      const rows = library.objects().map(({ key }) => key);
      const stored: string[] = [];
      for await (const { key } of objects.list('', never)) stored.push(key);
      return [
        ...stored.filter((key) => !rows.includes(key)).map((key) => `no row: ${key}`),
        ...rows.filter((key) => !stored.includes(key)).map((key) => `no object: ${key}`),
      ];
    },
    staged: () => readdirSync(staging),
  };
}
