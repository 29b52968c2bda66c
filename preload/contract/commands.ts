import { z } from 'zod';
import { artifactSchema } from './artifact.ts';
import { courseSchema, presetSchema } from './course.ts';
import { libraryViewSchema, settingsViewSchema } from './events.ts';
import { exportFormatSchema, exportSchema } from './export.ts';
import { failureSchema } from './failure.ts';
import { healthReportSchema, integrityReportSchema } from './health.ts';
import { jobSchema, jobStatusSchema, stageSchema } from './job.ts';
import { lectureDocumentSchema, lectureSummarySchema, lectureViewSchema } from './lecture.ts';
import type { CommandName } from './names.ts';
import { pricesSchema } from './prices.ts';
import { languageCodeSchema, secretNameSchema, secretPlaceSchema, settingsSchema } from './settings.ts';

const lectureId = z.string().min(1);
const path = z.string().min(1);
const nothing = z.object({});

/** What a person chooses when a recording comes in; absent fields follow the course, then the settings. */
export const importChoiceSchema = z.object({
  /** A course by id or title; an unknown title makes the course. */
  course: z.string().min(1).optional(),
  presetId: z.string().min(1).optional(),
  transcriptionLanguage: languageCodeSchema.optional(),
  generationLanguage: languageCodeSchema.optional(),
  transcriptionModel: z.string().min(1).optional(),
  generationModel: z.string().min(1).optional(),
  formats: z.array(exportFormatSchema).optional(),
  /** What to do when the same bytes are in the library already; `ask` answers with the lecture that has them. */
  duplicate: z.enum(['ask', 'open', 'again']).default('ask'),
});
export type ImportChoice = z.infer<typeof importChoiceSchema>;

/** What became of one file. `duplicate` needs a decision: call again with `duplicate: 'open' | 'again'`. */
export const importOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('imported'), path: z.string(), lectureId }),
  z.object({ outcome: z.literal('opened'), path: z.string(), lectureId }),
  z.object({ outcome: z.literal('duplicate'), path: z.string(), lectureId, title: z.string() }),
  z.object({ outcome: z.literal('refused'), path: z.string(), failure: failureSchema }),
]);
export type ImportOutcome = z.infer<typeof importOutcomeSchema>;

/** What one file would cost. `forecast` null: the price is unknown, with the reason in `unknown`. */
export const importForecastSchema = z.object({
  path: z.string(),
  title: z.string(),
  durationSeconds: z.number().nonnegative().nullable(),
  bytes: z.number().int().nonnegative(),
  forecast: z.number().nonnegative().nullable(),
  unknown: z.string().nullable(),
  failure: failureSchema.nullable(),
});
export type ImportForecast = z.infer<typeof importForecastSchema>;

/** Version of one artifact with where it came from; the newest of each type is what exports show. */
export const artifactDetailSchema = z.object({
  artifact: artifactSchema,
  createdAt: z.iso.datetime(),
  model: z.string(),
  presetId: z.string(),
  promptVersion: z.string(),
  language: z.string().nullable(),
  transcriptVersion: z.number().int().positive(),
  /** Share of the transcript's sections that went in, 0 to 1. */
  coverage: z.number().min(0).max(1),
  usedFallback: z.boolean(),
});
export type ArtifactDetail = z.infer<typeof artifactDetailSchema>;

/** All that the lecture page shows. */
export const lectureDetailSchema = z.object({
  view: lectureViewSchema,
  document: lectureDocumentSchema,
  artifacts: z.array(artifactDetailSchema),
  /** Instants of speech in seconds, for skipping silence. */
  speech: z.array(z.object({ start: z.number(), end: z.number() })),
  hasAudio: z.boolean(),
});
export type LectureDetail = z.infer<typeof lectureDetailSchema>;

/** A log entry of data that left this machine: what kind, how much, to which host, for which lecture. Never contents. */
export const sentEntrySchema = z.object({
  at: z.iso.datetime(),
  host: z.string(),
  endpoint: z.string(),
  model: z.string(),
  lectureId: z.string().nullable(),
  kind: z.enum(['audio', 'text']),
  bytes: z.number().int().nonnegative(),
  status: z.string(),
});

const jobsReply = z.object({ jobs: z.array(jobSchema) });

/** Input and output of every command of the core. A lecture may be named by the beginning of its id, six letters or more, where that is unique. */
export const commandSchemas = {
  'get-library': {
    input: nothing,
    output: z.object({ library: libraryViewSchema, lectures: z.array(lectureViewSchema) }),
  },
  'get-lecture': { input: z.object({ lectureId }), output: lectureDocumentSchema },
  'get-lecture-detail': { input: z.object({ lectureId }), output: lectureDetailSchema },
  'list-lectures': { input: nothing, output: z.object({ lectures: z.array(lectureSummarySchema) }) },
  'list-jobs': {
    input: z.object({
      status: jobStatusSchema.optional(),
      stage: stageSchema.optional(),
      lectureId: lectureId.optional(),
    }),
    output: jobsReply,
  },
  'list-presets': { input: nothing, output: z.object({ presets: z.array(presetSchema) }) },
  'get-settings': { input: nothing, output: settingsViewSchema },
  'get-prices': { input: nothing, output: pricesSchema },
  'get-waveform': {
    input: z.object({ lectureId }),
    /** One value of 0 to 255 for every 100 ms, as base64. */
    output: z.object({ peaks: z.string(), perSecond: z.number().positive() }),
  },
  'get-sent-log': {
    input: z.object({ limit: z.number().int().min(1).max(10_000).default(500) }),
    output: z.object({ entries: z.array(sentEntrySchema) }),
  },
  'check-integrity': {
    input: z.object({ lectureId: lectureId.optional(), deep: z.boolean().default(false) }),
    output: integrityReportSchema,
  },
  'forecast-import': {
    input: z.object({ paths: z.array(path).min(1).max(1000), choice: importChoiceSchema }),
    output: z.object({ forecasts: z.array(importForecastSchema), total: z.number().nullable() }),
  },
  'import-lectures': {
    input: z.object({ paths: z.array(path).min(1).max(1000), choice: importChoiceSchema }),
    output: z.object({ outcomes: z.array(importOutcomeSchema) }),
  },
  /** Answers when the lectures (all, if none are named) are settled, or when all that is left is held for good reason. */
  'await-settled': {
    input: z.object({ lectureIds: z.array(lectureId).optional(), throughHolds: z.boolean().default(false) }),
    output: z.object({ lectures: z.array(lectureDocumentSchema), held: z.boolean() }),
  },
  'retry-jobs': {
    input: z.union([
      z.object({ jobIds: z.array(z.string().min(1)).min(1) }),
      z.object({ allFailed: z.literal(true) }),
    ]),
    output: jobsReply,
  },
  'cancel-jobs': { input: z.object({ jobIds: z.array(z.string().min(1)).min(1) }), output: jobsReply },
  /** Without `confirmed` it answers what the replay would cost and changes nothing. */
  'replay-stage': {
    input: z.object({ lectureId, stage: stageSchema, confirmed: z.boolean().default(false) }),
    output: z.object({ jobs: z.array(jobSchema), forecast: z.number().nullable(), started: z.boolean() }),
  },
  'redo-gaps': { input: z.object({ lectureId }), output: jobsReply },
  'pause-stage': { input: z.object({ stage: stageSchema }), output: nothing },
  'resume-stage': { input: z.object({ stage: stageSchema }), output: nothing },
  /** Ends waiting at once: backoff, breaker, throttling and probes, for one lecture or for all. */
  'try-now': { input: z.object({ lectureId: lectureId.optional() }), output: nothing },
  /** Lets a lecture that is held because no price is known go on without one; a ceiling is changed in the settings. */
  'confirm-cost': { input: z.object({ lectureId }), output: jobsReply },
  'export-lecture': {
    input: z.object({ lectureId, formats: z.array(z.string().min(1)).min(1) }),
    output: z.object({ exports: z.array(exportSchema) }),
  },
  /**
   * Copies the newest exports of these formats into a folder; names follow `exports.fileName`, nothing is overwritten. A
   * `fileName` (for one format) is a name the person has just chosen in a save dialog: a file of that name is replaced.
   */
  'deliver-exports': {
    input: z.object({
      lectureId,
      formats: z.array(exportFormatSchema).min(1),
      directory: path,
      fileName: z.string().min(1).optional(),
    }),
    output: z.object({ exports: z.array(exportSchema) }),
  },
  'set-settings': { input: z.object({ settings: settingsSchema.partial() }), output: settingsViewSchema },
  'set-secret': {
    input: z.object({
      name: secretNameSchema,
      value: z.string().min(1).nullable(),
      place: secretPlaceSchema.optional(),
    }),
    output: settingsViewSchema,
  },
  /** A free call: is the server there, is the key good, which models does it have, until when? */
  'check-provider': {
    input: z.object({ baseUrl: z.string().optional(), apiKey: z.string().optional() }),
    output: z.object({
      ok: z.boolean(),
      failure: failureSchema.nullable(),
      models: z.array(z.object({ id: z.string(), shutdownDate: z.string().nullable() })),
    }),
  },
  'check-health': { input: nothing, output: healthReportSchema },
  'set-prices': { input: pricesSchema, output: pricesSchema },
  'create-course': { input: z.object({ title: z.string().min(1).max(200) }), output: courseSchema },
  'update-course': {
    input: courseSchema.omit({ revision: true }).partial().required({ id: true }),
    output: courseSchema,
  },
  /** Its lectures stay and become unsorted. */
  'remove-course': { input: z.object({ courseId: z.string().min(1) }), output: nothing },
  'update-lecture': {
    input: z.object({
      lectureId,
      title: z.string().min(1).max(300).optional(),
      courseId: z.string().nullable().optional(),
      presetId: z.string().optional(),
    }),
    output: lectureViewSchema,
  },
  'remove-lecture': { input: z.object({ lectureId }), output: nothing },
  /** Where the playback audio of a lecture can be read on this machine; for the player's own scheme. */
  'locate-media': {
    input: z.object({ lectureId }),
    output: z.object({ path: z.string(), mimeType: z.string(), bytes: z.number().int().nonnegative() }),
  },
  /** What the desktop tells the core: sleep and wake, and hints about the network. */
  'set-host-state': {
    input: z.object({ event: z.enum(['suspend', 'resume', 'network-changed']) }),
    output: nothing,
  },
} as const satisfies Record<CommandName, { input: z.ZodType; output: z.ZodType }>;

export type CommandInput<Name extends CommandName> = z.output<(typeof commandSchemas)[Name]['input']>;
/** What a caller may leave out where the schema has a default. */
export type CommandRequest<Name extends CommandName> = z.input<(typeof commandSchemas)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.output<(typeof commandSchemas)[Name]['output']>;
