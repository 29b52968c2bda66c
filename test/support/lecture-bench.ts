import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Stage } from '../../preload/contract/job.ts';
import { createCallLedger } from '../../main/database/call-ledger.ts';
import { createJobStore } from '../../main/database/job-store.ts';
import { createLibrary } from '../../main/database/library.ts';
import { openDatabase } from '../../main/database/open-database.ts';
import { createEmitter, type Emitter } from '../../main/lib/emitter.ts';
import { lectureView } from '../../main/lectures/lecture-view.ts';
import type { ViewDependencies } from '../../main/lectures/view-dependencies.ts';
import type { Library } from '../../main/pipeline/library-port.ts';
import type { Lecture } from '../../main/pipeline/rows-port.ts';
import { planJob, type JobScope } from '../../main/pipeline/plan.ts';
import type { QueueJob } from '../../main/queue/job.ts';
import type { JobStore } from '../../main/queue/ports.ts';
import { createQueue, type Queue } from '../../main/queue/queue.ts';
import { lectureOf, pieceOf } from './library-rows.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { designNumbers, scriptedStage, type ScriptedStage } from './queue/queue-fixture.ts';
import { sampleFailure } from './queue/samples.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Lectures and their jobs on a real database, with a real queue whose stages do what the test says. */
export interface LectureBench {
  readonly library: Library;
  readonly store: JobStore;
  readonly queue: Queue;
  readonly clock: ManualClock;
  readonly events: Emitter<CoreEvent>;
  readonly views: ViewDependencies;
  readonly stages: Readonly<Record<Stage, ScriptedStage>>;
  /** Adds a lecture; answers it as it is in the library. */
  add(id: string, change?: Partial<Lecture>): Lecture;
  /** Queues a job of the stage; answers it. */
  enqueue(stage: Stage, lectureId: string, scope?: JobScope): QueueJob;
  /** Queues a job and ends it without a queue at work. */
  ended(stage: Stage, lectureId: string, as: 'completed' | 'failed' | 'cancelled'): QueueJob;
  /** Gives the lecture a transcript row. */
  transcribe(lectureId: string, gaps?: readonly { startMs: number; endMs: number }[]): void;
  lecture(id: string): Lecture;
}

/** Opens an empty library whose clock stands still. */
export function openLectureBench(): LectureBench {
  const folder = temporaryFolder();
  const clock = createManualClock(Date.UTC(2026, 10, 23));
  const database = openDatabase(join(folder, 'lectern.db'), { backupFolder: folder, clock });
  const { connection, transact } = database;
  const [library, store] = [createLibrary(connection, transact), createJobStore(database, clock)];
  const ceilings = () => ({ lectureMicroUsd: null, monthMicroUsd: null });
  const ledger = createCallLedger({ connection, transact, clock, ceilings });
  const events = createEmitter<CoreEvent>();
  const stages = {
    ingest: scriptedStage('ingest'),
    transcription: scriptedStage('transcription'),
    generation: scriptedStage('generation'),
    export: scriptedStage('export'),
  };
  const queue = createQueue({
    ...{ store, clock, runners: Object.values(stages), random: () => 0.5, numbers: () => designNumbers },
    ...{ probe: async () => false, report: () => undefined },
    onChange(id) {
      const changed = id === null ? library.lectures() : [library.lecture(id)].filter((one) => one !== null);
      for (const one of changed) events.emit({ name: 'lecture-changed', payload: lectureView(views, one) });
    },
  });
  onTestFinished(async () => {
    const stopping = queue.stop();
    await clock.advance(60_000);
    await stopping;
    database.close();
  });
  let revision = 0;
  const views = { library, store, ledger, queue, now: () => clock.now(), nextRevision: () => ++revision };
  return { library, store, queue, clock, events, views, stages, ...tools(library, store) };
}

function tools(library: Library, store: JobStore) {
  const lecture = (id: string): Lecture => {
    const found = library.lecture(id);
    if (found === null) throw new Error(`No lecture ${id}`);
    return found;
  };
  const enqueue = (stage: Stage, id: string, scope?: JobScope) =>
    store.enqueue(
      planJob(stage, lecture(id), { pieces: [pieceOf(`${id}-p`, id, 0, [0, 16_000])], ...scope }),
    );
  return {
    lecture,
    enqueue,
    add(id: string, change: Partial<Lecture> = {}): Lecture {
      library.addLecture(lectureOf(id, change));
      return lecture(id);
    },
    ended(stage: Stage, id: string, as: 'completed' | 'failed' | 'cancelled'): QueueJob {
      const job = enqueue(stage, id);
      if (as === 'cancelled') return store.cancel(job.id);
      const record = { outcome: 'done', failure: null, sent: null } as const;
      for (let claim = store.claim(stage); claim !== null; claim = store.claim(stage)) {
        if (as === 'completed') store.complete(claim, record);
        else store.failTask(claim, { ...record, outcome: 'failed', failure: sampleFailure() });
      }
      if (as === 'completed') store.completeJob(job.id);
      else store.failJob(job.id, sampleFailure());
      return store.job(job.id) ?? job;
    },
    transcribe(id: string, gaps: readonly { startMs: number; endMs: number }[] = []): void {
      const version = library.newestVersion(id, 'transcript') + 1;
      const objectKey = `lectures/${id}/transcript/${version}-${'ab'.repeat(32)}.json`;
      library.transaction(() => {
        const object = { key: objectKey, lectureId: id, kind: 'transcript', version, bytes: 1 } as const;
        library.addObject({ ...object, sha256: 'ab'.repeat(32), createdAt: 1 });
        library.addTranscript({
          lectureId: id,
          version,
          language: 'en',
          coverage: 1,
          gaps,
          objectKey,
          createdAt: 1,
        });
      });
    },
  };
}
