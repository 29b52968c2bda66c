import { z } from 'zod';
import { LecternError, remedy } from '../lib/failure.ts';

/** A text column that holds JSON; what comes out has been checked against `schema`. */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** An integer column that is 0 or 1. */
export const booleanColumn = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/**
 * Checks a row before anyone relies on it: the file may have been written by another version, or be damaged.
 * Throws `DATABASE_ROW_UNREADABLE` (fatal), naming the table and the columns but never what stood in them.
 */
export function readRow<Schema extends z.ZodType>(
  schema: Schema,
  row: unknown,
  table: string,
): z.output<Schema> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const columns = [...new Set(result.error.issues.map((issue) => issue.path.join('.')))].join(', ');
  throw new LecternError({
    code: 'DATABASE_ROW_UNREADABLE',
    message: `An entry of the table “${table}” cannot be read (${columns}). The other entries are not touched.`,
    remedy: remedy('restore', 'Restore from a backup'),
    class: 'fatal',
    cause: result.error,
  });
}
