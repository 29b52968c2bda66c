import path from 'node:path';
import type { Export, ExportFormat } from '../../preload/contract/export.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { exportFileName } from '../pipeline/export/export-file-name.ts';
import { localDate } from '../pipeline/export/times.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ExportRow, Lecture } from '../pipeline/rows-port.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';
import { shownExport } from './lecture-document.ts';
import { placeFile } from './place-file.ts';

/** What delivering needs. */
export interface DeliverDependencies {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly settings: { current(): Pick<Settings, 'exports.fileName'> };
}

/** Which exports go where. `fileName` is what a person typed for a single file; otherwise the template decides. */
export interface Delivery {
  readonly formats: readonly ExportFormat[];
  readonly directory: string;
  readonly fileName?: string;
}

/**
 * Copies the newest exports of these formats into a folder and records where they went. Throws `EXPORT_NOT_READY` before anything
 * is copied when one has not been made, and what `placeFile` and `ObjectStore.localPath` throw.
 */
export async function deliverExports(
  dependencies: DeliverDependencies,
  lecture: Lecture,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Export[]> {
  const { library, objects } = dependencies;
  const newest = library.newestExports(lecture.id);
  const rows = [...new Set(delivery.formats)].map((format) => {
    const row = newest.find((one) => one.format === format);
    if (row === undefined) throw notReady(format);
    return row;
  });
  const delivered: Export[] = [];
  for (const row of rows) {
    signal.throwIfAborted();
    const source = await objects.localPath(row.objectKey, signal);
    const placed = await placeFile(
      source,
      path.resolve(delivery.directory),
      nameOf(dependencies, lecture, row, delivery),
    );
    library.setExportPath(lecture.id, row.format, row.version, placed);
    delivered.push(shownExport(library, { ...row, path: placed }));
  }
  return delivered;
}

function nameOf(
  { library, settings }: DeliverDependencies,
  lecture: Lecture,
  row: ExportRow,
  { formats, fileName }: Delivery,
): string {
  if (fileName !== undefined && formats.length === 1) return path.basename(fileName);
  const course = lecture.courseId === null ? null : (library.course(lecture.courseId)?.title ?? null);
  const values = { title: lecture.title, course, date: localDate(lecture.createdAt), format: row.format };
  return exportFileName(settings.current()['exports.fileName'], values, row.format);
}

function notReady(format: ExportFormat): LecternError {
  return new LecternError({
    code: 'EXPORT_NOT_READY',
    message: `This lecture has not been made into ${format} yet.`,
    remedy: remedy('retry', 'Make the file'),
    class: 'fatal',
  });
}
