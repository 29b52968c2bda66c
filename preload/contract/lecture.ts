import { z } from 'zod';
import { artifactSchema } from './artifact.ts';
import { exportSchema } from './export.ts';
import { failureSchema } from './failure.ts';
import { holdSchema, jobSchema, stageSchema } from './job.ts';
import { transcriptSchema } from './transcript.ts';

/**
 * Where a lecture stands as a whole: `queued` nothing begun; `processing` work is moving; `waiting` all that is left is
 * held; `ready` everything is there; `partial` usable, with gaps or missing parts; `failed` nothing usable came of it.
 */
export const lectureStatusSchema = z.enum(['queued', 'processing', 'waiting', 'ready', 'partial', 'failed']);
export type LectureStatus = z.infer<typeof lectureStatusSchema>;

/** Money in US dollars; null is "unknown", never a guess. */
export const costSchema = z.object({ forecast: z.number().nullable(), actual: z.number().nullable() });
export type Cost = z.infer<typeof costSchema>;

/** L: a lecture with everything made from it. Times in seconds, `course` is the course's title. */
export const lectureDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  course: z.string().nullable(),
  status: lectureStatusSchema,
  durationSeconds: z.number().nonnegative().nullable(),
  jobs: z.array(jobSchema),
  transcript: transcriptSchema.nullable(),
  artifacts: z.array(artifactSchema),
  exports: z.array(exportSchema),
  cost: costSchema,
});
export type LectureDocument = z.infer<typeof lectureDocumentSchema>;

/** One line of `lectern lectures`. */
export const lectureSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  course: z.string().nullable(),
  status: lectureStatusSchema,
  durationSeconds: z.number().nonnegative().nullable(),
  createdAt: z.iso.datetime(),
});
export type LectureSummary = z.infer<typeof lectureSummarySchema>;

/** How one stage of a lecture stands, for a bar and a sentence. */
export const stageViewSchema = z.object({
  stage: stageSchema,
  status: z.enum(['none', 'skipped', 'queued', 'running', 'waiting', 'completed', 'failed', 'cancelled']),
  /** Tasks done and in all; ingest counts thousandths of the recording. */
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  hold: holdSchema.nullable(),
  /** Instant of the next try of a job held by `retry-at` or `breaker-open`. */
  retryAt: z.iso.datetime().nullable(),
  error: failureSchema.nullable(),
  /** Estimated from what was measured in this run; null while nothing is known. */
  secondsLeft: z.number().nonnegative().nullable(),
  jobId: z.string().nullable(),
});
export type StageView = z.infer<typeof stageViewSchema>;

/** One row of the library: the whole story of a lecture without its texts. `revision` rises with every change. */
export const lectureViewSchema = z.object({
  id: z.string(),
  revision: z.number().int().nonnegative(),
  title: z.string(),
  courseId: z.string().nullable(),
  presetId: z.string(),
  /** `audio` and `video` can be played; a `transcript` has no recording. */
  source: z.enum(['audio', 'video', 'transcript']).nullable(),
  isExample: z.boolean(),
  status: lectureStatusSchema,
  durationSeconds: z.number().nonnegative().nullable(),
  createdAt: z.iso.datetime(),
  stages: z.array(stageViewSchema).length(4),
  missingSeconds: z.number().nonnegative(),
  firstGapAt: z.number().nonnegative().nullable(),
  cost: costSchema,
});
export type LectureView = z.infer<typeof lectureViewSchema>;
