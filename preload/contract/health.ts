import { z } from 'zod';
import { remedySchema } from './failure.ts';

export const healthStatusSchema = z.enum(['ok', 'degraded', 'failed', 'skipped']);
export type HealthStatus = z.infer<typeof healthStatusSchema>;

/** The names of the checks. */
export const healthCheckNameSchema = z.enum([
  'database',
  'queue',
  'provider',
  'storage',
  'network',
  'media-engine',
]);
export type HealthCheckName = z.infer<typeof healthCheckNameSchema>;

export const healthCheckSchema = z.object({
  name: healthCheckNameSchema,
  status: healthStatusSchema,
  latencyMs: z.number().nonnegative(),
  message: z.string(),
  remedy: remedySchema.nullable(),
});
export type HealthCheck = z.infer<typeof healthCheckSchema>;

/** The worst of its checks; `skipped` does not count. */
export const healthReportSchema = z.object({
  status: healthStatusSchema,
  checks: z.array(healthCheckSchema),
});
export type HealthReport = z.infer<typeof healthReportSchema>;

/** State of one object against what the rows say. */
export const objectStateSchema = z.enum(['ok', 'missing', 'unreadable', 'corrupt', 'orphan']);
export type ObjectState = z.infer<typeof objectStateSchema>;

export const integrityReportSchema = z.object({
  status: z.enum(['ok', 'failed']),
  checked: z.number().int().nonnegative(),
  problems: z.array(
    z.object({
      key: z.string(),
      kind: z.string(),
      lectureId: z.string().nullable(),
      state: objectStateSchema,
      remedy: remedySchema,
    }),
  ),
});
export type IntegrityReport = z.infer<typeof integrityReportSchema>;
