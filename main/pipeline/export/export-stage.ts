import { z } from 'zod';
import type { ExportFormat } from '../../../preload/contract/export.ts';
import type { Clock } from '../../lib/clock.ts';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { QueueTask } from '../../queue/job.ts';
import type { JobOutcome, StageRunner, TaskContext, TaskOutcome } from '../../queue/ports.ts';
import { storeVersion } from '../manifest/store-version.ts';
import type { Library } from '../library-port.ts';
import type { Lecture } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';
import { exportFormatOf } from './export-failures.ts';
import { readExportSource } from './read-export-source.ts';

/** What the stage works with. */
export interface ExportStageDependencies {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly clock: Clock;
}

/** Rendering is one short computation on this thread; two at a time would gain nothing. */
const EXPORTS_AT_A_TIME = 1;

const taskInputSchema = z.object({ format: z.string() });

/** The stage `export`: one task per format, each a new version beside the older ones. */
export function createExportStage(dependencies: ExportStageDependencies): StageRunner {
  return {
    stage: 'export',
    gates: () => ['storage', 'disk'],
    concurrency: () => EXPORTS_AT_A_TIME,
    run: (context) => runExport(dependencies, context),
    settle: async (_job, tasks) => settle(tasks),
  };
}

async function runExport(
  dependencies: ExportStageDependencies,
  { job, task, signal }: TaskContext,
): Promise<TaskOutcome> {
  const { library, objects } = dependencies;
  const format = exportFormatOf(taskInputSchema.parse(task.input).format);
  const lecture = library.lecture(job.subject);
  if (lecture === null) throw lectureGone();
  const source = await readExportSource({ library, objects, signal }, lecture);
  // The parsers of Markdown and formulas are large; the app opens without them.
  const { renderExport } = await import('./render-export.ts');
  return store(dependencies, lecture, { format, content: renderExport(format, source), signal });
}

async function store(
  { library, objects, clock }: ExportStageDependencies,
  lecture: Lecture,
  made: { readonly format: ExportFormat; readonly content: Buffer; readonly signal: AbortSignal },
): Promise<TaskOutcome> {
  const { format, content, signal } = made;
  const version = library.nextExportVersion(lecture.id, format);
  const stored = await storeVersion({
    ...{ objects, library, clock, signal, lectureId: lecture.id, version, content },
    extension: format,
    data: { kind: 'export', format },
  });
  return {
    kind: 'done',
    commit() {
      library.addObject(stored.object);
      library.addObject(stored.manifest);
      const row = { lectureId: lecture.id, format, version, objectKey: stored.object.key };
      library.addExport({ ...row, path: null, createdAt: clock.now() });
    },
  };
}

/** One format that cannot be made leaves the others as they are, and the job says why. */
function settle(tasks: readonly QueueTask[]): JobOutcome {
  const failure = tasks.find((task) => task.status === 'failed')?.error ?? null;
  return failure === null ? { kind: 'completed' } : { kind: 'failed', failure };
}

function lectureGone(): LecternError {
  return new LecternError({
    code: 'LECTURE_NOT_FOUND',
    message: 'This lecture is not in the library any more.',
    remedy: remedy('none', 'Close'),
    class: 'fatal',
  });
}
