import { z } from 'zod';
import { artifactTypeSchema } from '../../../preload/contract/artifact.ts';
import { exportFormatSchema } from '../../../preload/contract/export.ts';
import { segmentFlagSchema } from '../../../preload/contract/transcript.ts';

/** Number of this file's shape. A reader refuses a higher one instead of guessing. */
export const MANIFEST_FORMAT = 1;

const milliseconds = z.number().int().nonnegative();
const microUsd = z.number().int().nonnegative().nullable();
const language = z.string().nullable();
const version = z.number().int().positive();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const lectureSchema = z.object({
  id: z.string().min(1),
  title: z.string(),
  courseId: z.string().nullable(),
  choice: z.object({
    presetId: z.string(),
    transcriptionLanguage: language,
    generationLanguage: language,
    transcriptionModel: z.string().nullable(),
    generationModel: z.string().nullable(),
    formats: z.array(exportFormatSchema),
  }),
  sourceKind: z.enum(['audio', 'video', 'transcript']).nullable(),
  sourcePath: z.string().nullable(),
  sourceName: z.string(),
  sourceBytes: z.number().int().nonnegative().nullable(),
  sourceSha256: sha256.nullable(),
  durationMs: milliseconds.nullable(),
  speechMs: milliseconds.nullable(),
  isExample: z.boolean(),
  generation: z.number().int().positive(),
  forecastMicroUsd: microUsd,
  costConfirmed: z.boolean(),
  revision: z.number().int().nonnegative(),
  createdAt: z.number().int(),
});

const courseSchema = z.object({
  id: z.string().min(1),
  title: z.string(),
  glossary: z.array(z.string()),
  transcriptionLanguage: language,
  generationLanguage: language,
  presetId: z.string(),
  position: z.number().int(),
  createdAt: z.number().int(),
});

/** A paid answer as it came. Its key makes sure that it is never paid again. */
const callSchema = z.object({
  key: z.string().min(1),
  model: z.string(),
  host: z.string(),
  costMicroUsd: microUsd,
  body: z.string(),
  statusCode: z.number().int(),
  requestId: z.string().nullable(),
});

const pieceSchema = z.object({
  id: z.string().min(1),
  lectureId: z.string().min(1),
  position: z.number(),
  startSample: z.number().int().nonnegative(),
  endSample: z.number().int().nonnegative(),
  speechMs: milliseconds,
  callKey: z.string().nullable(),
  flags: z.array(segmentFlagSchema).readonly(),
});

const provenanceSchema = z.object({
  model: z.string(),
  host: z.string(),
  promptVersion: z.string(),
  presetId: z.string(),
  language,
  transcriptVersion: version,
  usedFallback: z.boolean(),
  sections: z
    .array(z.object({ startMs: milliseconds, endMs: milliseconds, covered: z.boolean() }))
    .readonly(),
  costMicroUsd: microUsd,
});

/** What the rows of one version say beyond its bytes, told apart by the kind of object. */
export const manifestDataSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('source') }),
  z.object({ kind: z.literal('proxy') }),
  /** The plan, as far as it was cut when the speech was stored. */
  z.object({ kind: z.literal('speech'), pieces: z.array(pieceSchema).readonly() }),
  z.object({
    kind: z.literal('transcript'),
    language,
    coverage: z.number().min(0).max(1),
    gaps: z.array(z.object({ startMs: milliseconds, endMs: milliseconds })).readonly(),
    pieces: z.array(pieceSchema).readonly(),
    calls: z.array(callSchema).readonly(),
  }),
  z.object({
    kind: z.literal('artifact'),
    type: artifactTypeSchema,
    provenance: provenanceSchema,
    calls: z.array(callSchema).readonly(),
  }),
  z.object({ kind: z.literal('export'), format: exportFormatSchema }),
]);
export type ManifestData = z.input<typeof manifestDataSchema>;

/**
 * One per version of an object: enough to write the rows of the lecture, the object and the version again when the
 * database is gone, raw answers included. Instants are epoch milliseconds, money micro US dollars.
 */
export const manifestSchema = z.object({
  manifest: z.literal(MANIFEST_FORMAT),
  lecture: lectureSchema,
  course: courseSchema.nullable(),
  object: z.object({
    key: z.string(),
    version,
    bytes: z.number().int().nonnegative(),
    sha256,
    createdAt: z.number().int(),
  }),
  data: manifestDataSchema,
});
export type Manifest = z.output<typeof manifestSchema>;
