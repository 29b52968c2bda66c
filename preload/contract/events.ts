import { z } from 'zod';
import { courseSchema } from './course.ts';
import { healthReportSchema } from './health.ts';
import { lectureViewSchema } from './lecture.ts';
import type { EventName } from './names.ts';
import { secretStatesSchema, settingsSchema } from './settings.ts';

/** Everything the sidebar and the foot of the library show, except the lectures themselves. */
export const libraryViewSchema = z.object({
  revision: z.number().int().nonnegative(),
  courses: z.array(courseSchema),
  /** Spent or promised in this calendar month, US dollars, and the ceiling. */
  month: z.object({ spent: z.number().nonnegative(), ceiling: z.number().nullable() }),
  pausedStages: z.array(z.string()),
});
export type LibraryView = z.infer<typeof libraryViewSchema>;

/** Settings with what is needed to explain them: which were set by a person, which come from the environment. */
export const settingsViewSchema = z.object({
  revision: z.number().int().nonnegative(),
  settings: settingsSchema,
  overridden: z.array(z.string()),
  secrets: secretStatesSchema,
  keychain: z.object({ available: z.boolean(), name: z.string() }),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;

/** Events carry whole views with a rising revision: a missed or reordered one heals itself. */
export const eventSchemas = {
  'lecture-changed': lectureViewSchema,
  'lecture-removed': z.object({ id: z.string() }),
  'library-changed': libraryViewSchema,
  'settings-changed': settingsViewSchema,
  'health-changed': healthReportSchema,
  /** `restarting` while the core thread is started again; what was running goes on as after a start. */
  'core-state-changed': z.object({ state: z.enum(['starting', 'ready', 'restarting', 'failed']) }),
} as const satisfies Record<EventName, z.ZodType>;

export type EventPayload<Name extends EventName> = z.infer<(typeof eventSchemas)[Name]>;

/** An event as it travels: its name and its payload. */
export type CoreEvent = {
  [Name in EventName]: { readonly name: Name; readonly payload: EventPayload<Name> };
}[EventName];
