import { resolve } from 'node:path';
import type { ImportChoice } from '../../preload/contract/commands.ts';
import { exportFormatSchema, type ExportFormat } from '../../preload/contract/export.ts';
import { LecternError, remedy } from '../lib/failure.ts';

/** Options of `process` and `import`, as typed. */
export interface ImportOptions {
  readonly course?: string;
  readonly preset?: string;
  readonly language?: string;
  readonly materialLanguage?: string;
  readonly model?: string;
  readonly formats?: string;
  readonly duplicate?: 'open' | 'again';
  readonly out?: string;
  readonly wait?: boolean;
}

/** What the core is asked to take in. */
export interface ImportRequest {
  readonly paths: string[];
  readonly choice: ImportChoice;
}

/** Whole paths, because the core may be in a process with another working folder. Throws before anything is asked of it. */
export function importRequest(files: readonly string[], options: ImportOptions): ImportRequest {
  return { paths: files.map((file) => resolve(file)), choice: choiceFrom(options) };
}

/** The formats named by a comma-separated list. Throws `FORMAT_NOT_AVAILABLE` naming those that cannot be made. */
export function parseFormats(text: string): ExportFormat[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !exportFormatSchema.safeParse(name).success);
  if (unknown.length === 0) return names.map((name) => exportFormatSchema.parse(name));
  throw new LecternError({
    code: 'FORMAT_NOT_AVAILABLE',
    message: `Lectern cannot make ${unknown.join(', ')}. It makes ${exportFormatSchema.options.join(', ')}.`,
    remedy: remedy('use-other-format', 'Choose another format'),
    class: 'fatal',
  });
}

function choiceFrom(options: ImportOptions): ImportChoice {
  return {
    ...(options.course === undefined ? {} : { course: options.course }),
    ...(options.preset === undefined ? {} : { presetId: options.preset }),
    ...(options.language === undefined ? {} : { transcriptionLanguage: options.language }),
    ...(options.materialLanguage === undefined ? {} : { generationLanguage: options.materialLanguage }),
    ...(options.model === undefined ? {} : { transcriptionModel: options.model }),
    ...(options.formats === undefined ? {} : { formats: parseFormats(options.formats) }),
    duplicate: options.duplicate ?? 'ask',
  };
}
