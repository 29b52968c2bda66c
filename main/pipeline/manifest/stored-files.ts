import { z } from 'zod';
import {
  artifactContentSchemas,
  artifactTypeSchema,
  type ArtifactType,
} from '../../../preload/contract/artifact.ts';
import { segmentFlagSchema } from '../../../preload/contract/transcript.ts';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { TranscriptVersion } from '../rows-port.ts';

const milliseconds = z.number().int().nonnegative();

const segmentSchema = z.object({
  id: z.string().min(1),
  startMs: milliseconds,
  endMs: milliseconds,
  text: z.string(),
  speaker: z.string().exactOptional(),
  flags: z.array(segmentFlagSchema),
});

/** The bytes of a transcript object: a version with its sentences, times in milliseconds. */
export const transcriptFileSchema = z.object({
  lectureId: z.string().min(1),
  version: z.number().int().positive(),
  language: z.string().nullable(),
  coverage: z.number().min(0).max(1),
  gaps: z.array(z.object({ startMs: milliseconds, endMs: milliseconds })),
  segments: z.array(segmentSchema),
});

const artifactFileSchema = z.object({ type: artifactTypeSchema, content: z.unknown() });

/** Writes the bytes of a transcript object. */
export function transcriptFile(transcript: TranscriptVersion): Buffer {
  return Buffer.from(JSON.stringify(transcriptFileSchema.parse(transcript)));
}

/** Reads the bytes of a transcript object. Throws `OBJECT_CORRUPT` when they are not one. */
export function readTranscriptFile(bytes: Buffer): TranscriptVersion {
  return readJson(bytes, transcriptFileSchema);
}

/** Writes the bytes of an artifact object; content that does not fit its type is a bug and throws. */
export function artifactFile(type: ArtifactType, content: unknown): Buffer {
  return Buffer.from(JSON.stringify({ type, content: artifactContentSchemas[type].parse(content) }));
}

/** Reads the bytes of an artifact object. Throws `OBJECT_CORRUPT` when they are not one. */
export function readArtifactFile(bytes: Buffer): { readonly type: ArtifactType; readonly content: unknown } {
  const { type, content } = readJson(bytes, artifactFileSchema);
  const schema: z.ZodType = artifactContentSchemas[type];
  return { type, content: checked(schema.safeParse(content)) };
}

/** Reads JSON of a given shape. Throws `OBJECT_CORRUPT` (fatal) when it is not that. */
export function readJson<Schema extends z.ZodType>(bytes: Buffer, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw corrupt(error);
  }
  return checked(schema.safeParse(value));
}

function checked<Value>(result: z.ZodSafeParseResult<Value>): Value {
  if (!result.success) throw corrupt(result.error);
  return result.data;
}

function corrupt(cause: unknown): LecternError {
  return new LecternError({
    code: 'OBJECT_CORRUPT',
    message: 'A stored file of this lecture cannot be read: it is not what was saved.',
    remedy: remedy('open-lecture', 'Check the lecture'),
    class: 'fatal',
    cause,
  });
}
