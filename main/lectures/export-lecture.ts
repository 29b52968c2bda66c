import { exportFormatSchema, type Export, type ExportFormat } from '../../preload/contract/export.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import { planJob } from '../pipeline/plan.ts';
import type { Lecture, Library } from '../pipeline/ports.ts';
import { isOpen, type QueueJob } from '../queue/job.ts';
import type { JobStore } from '../queue/ports.ts';
import { shownExport } from './lecture-document.ts';

/** What making exports needs. */
export interface ExportDependencies {
  readonly library: Library;
  readonly store: JobStore;
  readonly queue: { wake(): void };
  readonly events: { subscribe(listener: (event: CoreEvent) => void): () => void };
}

/**
 * Makes exports now and waits for them. Throws `FORMAT_NOT_AVAILABLE`, `NOTHING_TO_EXPORT` while there is no transcript, and the failure of the
 * job when it fails or is held.
 */
export async function exportLecture(
  dependencies: ExportDependencies,
  lecture: Lecture,
  formats: readonly string[],
  signal: AbortSignal,
): Promise<Export[]> {
  const wanted = formats.map(availableFormat);
  if (dependencies.library.newestTranscript(lecture.id) === null) throw nothingToExport();
  await openExport(dependencies, lecture, signal);
  const job = dependencies.store.enqueue(planJob('export', lecture, { formats: wanted }));
  dependencies.queue.wake();
  const settled = await settledJob(dependencies, job.id, signal);
  if (settled.status !== 'completed') throw new LecternError(settled.error ?? cancelled());
  return dependencies.library
    .newestExports(lecture.id)
    .filter((row) => wanted.includes(row.format))
    .map((row) => shownExport(dependencies.library, row));
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

/** An export that is under way already is waited for: there is one open job for a lecture and stage. */
async function openExport(dependencies: ExportDependencies, lecture: Lecture, signal: AbortSignal): Promise<void> {
  const open = dependencies.store
    .jobs({ subject: lecture.id, stage: 'export' })
    .find((job) => isOpen(job.status));
  if (open !== undefined) await settledJob(dependencies, open.id, signal);
}

async function settledJob(dependencies: ExportDependencies, jobId: string, signal: AbortSignal): Promise<QueueJob> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const job = dependencies.store.job(jobId);
      if (job === null || isOpen(job.status)) return;
      finish(() => resolve(job));
    };
    const stop = dependencies.events.subscribe(look);
    const abort = () => finish(() => reject(signal.reason instanceof Error ? signal.reason : new Error('Interrupted')));
    const finish = (settle: () => void) => {
      stop();
      signal.removeEventListener('abort', abort);
      settle();
    };
    if (signal.aborted) abort();
    else {
      signal.addEventListener('abort', abort, { once: true });
      look();
    }
  });
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
