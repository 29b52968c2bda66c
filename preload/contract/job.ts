import { z } from 'zod';
import { failureSchema } from './failure.ts';

/** The steps of the pipeline, in order. */
export const stageSchema = z.enum(['ingest', 'transcription', 'generation', 'export']);
export type Stage = z.infer<typeof stageSchema>;

/** Where a job stands. `completed`, `failed` and `cancelled` are final. */
export const jobStatusSchema = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']);

/** Why a queued job is not moving; the failure behind it stands in the job's `error`. */
export const holdSchema = z.enum([
  'retry-at',
  'breaker-open',
  'offline',
  'paused',
  'needs-user',
  'budget',
  'storage-down',
]);
export type Hold = z.infer<typeof holdSchema>;

/** J: a job as every door shows it. Instants are ISO 8601 in UTC. */
export const jobSchema = z.object({
  id: z.string(),
  lectureId: z.string(),
  stage: stageSchema,
  status: jobStatusSchema,
  hold: holdSchema.nullable(),
  /** Attempts used up, that is, counted against `jobs.maxAttempts`, by the task that used most. */
  attempts: z.number().int().nonnegative(),
  error: failureSchema.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof jobSchema>;
