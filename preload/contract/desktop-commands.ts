import { z } from 'zod';
import { exportFormatSchema } from './export.ts';
import type { DesktopCommandName } from './names.ts';

const paths = z.object({ paths: z.array(z.string()) });

/** Input and output of what only the desktop can do. */
export const desktopCommandSchemas = {
  /** A file dialog; an empty list when it was dismissed. */
  'choose-recordings': { input: z.object({}), output: paths },
  'choose-folder': { input: z.object({ title: z.string() }), output: paths },
  /** Asks where to, then saves: one format as a file, several into a folder. Answers where they went; none if dismissed. */
  'save-exports': {
    input: z.object({ lectureId: z.string().min(1), formats: z.array(exportFormatSchema).min(1) }),
    output: paths,
  },
  /** Shows a file this app has saved in the system's file manager. */
  'show-file': { input: z.object({ path: z.string().min(1) }), output: z.object({}) },
  /** Shows the log in the system's file manager; it holds ids and codes, never a key or text of a lecture. */
  'show-log': { input: z.object({}), output: z.object({}) },
  /** Opens an https address of the allow-list in the browser. */
  'open-link': { input: z.object({ url: z.url() }), output: z.object({ opened: z.boolean() }) },
  'get-desktop-state': {
    input: z.object({}),
    output: z.object({ platform: z.string(), version: z.string(), coreState: z.string() }),
  },
} as const satisfies Record<DesktopCommandName, { input: z.ZodType; output: z.ZodType }>;

export type DesktopCommandInput<Name extends DesktopCommandName> = z.output<
  (typeof desktopCommandSchemas)[Name]['input']
>;
export type DesktopCommandOutput<Name extends DesktopCommandName> = z.output<
  (typeof desktopCommandSchemas)[Name]['output']
>;
