import { exportFormatSchema, type ExportFormat } from '../../../preload/contract/export.ts';
import { LecternError, remedy } from '../../lib/failure.ts';

/** The format a text names. Throws `FORMAT_NOT_AVAILABLE` (fatal). */
export function exportFormatOf(name: unknown): ExportFormat {
  const format = exportFormatSchema.safeParse(name);
  if (format.success) return format.data;
  throw new LecternError({
    code: 'FORMAT_NOT_AVAILABLE',
    message: `Lectern cannot make ${JSON.stringify(name)}. It makes ${exportFormatSchema.options.join(', ')}.`,
    remedy: remedy('use-other-format', 'Choose another format'),
    class: 'fatal',
  });
}

/** There is nothing in the lecture that this format could hold. `missing` completes "This lecture has no …". */
export function nothingToExport(missing: string): LecternError {
  return new LecternError({
    code: 'EXPORT_EMPTY',
    message: `This lecture has no ${missing}, so there is nothing to put into this file.`,
    remedy: remedy('use-other-format', 'Choose another format'),
    class: 'fatal',
  });
}
