import { z } from 'zod';

/** Formats that can be made. Asking for another answers `FORMAT_NOT_AVAILABLE`. */
export const exportFormatSchema = z.enum(['md', 'txt', 'json', 'srt', 'vtt', 'csv', 'html']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** E: a file made for taking away. `path` is where it was saved for the person, if it was. */
export const exportSchema = z.object({
  format: exportFormatSchema,
  key: z.string(),
  path: z.string().optional(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
});
export type Export = z.infer<typeof exportSchema>;
