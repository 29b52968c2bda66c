import { exportFormatSchema, type Export, type ExportFormat } from '../../preload/contract/export.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { planJob } from '../pipeline/plan.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Lecture } from '../pipeline/rows-port.ts';
import { isOpen, type QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';
import { awaitJob } from './await-job.ts';
import type { Standing } from './job-view.ts';
import { shownExport } from './lecture-document.ts';

/** What making exports needs. */
export interface ExportDependencies {
  readonly library: Library;
  readonly store: JobStore;
  readonly queue: { wake(): void; standing(job: QueueJob): Standing };
  readonly events: { subscribe(listener: (event: CoreEvent) => void): () => void };
}

/**
 * Makes exports now and waits for them. One that is under way already is waited for first: there is one open job for a lecture and stage.
 * Throws `FORMAT_NOT_AVAILABLE`, `NOTHING_TO_EXPORT` while there is no transcript, and the failure of the job when it fails or is held by
 * what does not pass by itself; a held job stays queued.
 */
export async function exportLecture(
  dependencies: ExportDependencies,
  lecture: Lecture,
  formats: readonly string[],
  signal: AbortSignal,
): Promise<Export[]> {
  const { library, store, queue } = dependencies;
  const wanted = [...new Set(formats.map(availableFormat))];
  if (library.newestTranscript(lecture.id) === null) throw nothingToExport();
  for (let open = openExport(store, lecture); open !== undefined; open = openExport(store, lecture)) {
    await awaitJob(dependencies, open.id, signal);
  }
  const job = store.enqueue(planJob('export', lecture, { formats: wanted }));
  queue.wake();
  const ended = await awaitJob(dependencies, job.id, signal);
  if (ended.status !== 'completed') throw new LecternError(ended.error ?? cancelled());
  return library
    .newestExports(lecture.id)
    .filter((row) => wanted.includes(row.format))
    .map((row) => shownExport(library, row));
}

/** The format of this name. Throws `FORMAT_NOT_AVAILABLE`. */
export function availableFormat(name: string): ExportFormat {
  const parsed = exportFormatSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new LecternError({
    code: 'FORMAT_NOT_AVAILABLE',
    message: `Lectern cannot make "${name.slice(0, 20)}". It makes ${exportFormatSchema.options.join(', ')}.`,
    remedy: remedy('use-other-format', 'Choose another format'),
    class: 'fatal',
  });
}

function openExport(store: JobStore, lecture: Lecture): QueueJob | undefined {
  return store.jobs({ subject: lecture.id, stage: 'export' }).find((job) => isOpen(job.status));
}

function nothingToExport(): LecternError {
  return new LecternError({
    code: 'NOTHING_TO_EXPORT',
    message: 'There is no transcript yet, so there is nothing to save.',
    remedy: remedy('wait', 'Wait until it is transcribed'),
    class: 'fatal',
  });
}

function cancelled(): LecternError['failure'] {
  return {
    code: 'JOB_CANCELLED',
    message: 'Making the files was cancelled.',
    remedy: remedy('retry', 'Make them again'),
    class: 'fatal',
  };
}
