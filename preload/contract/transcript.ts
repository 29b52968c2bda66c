import { z } from 'zod';

/**
 * What a reader should know about a segment:
 * `loop` the same words again and again; `silence-text` text where next to no speech was heard;
 * `low-speech` far less text than speech; `estimated` the times were placed by Lectern's own clock;
 * `edited` a person changed it.
 */
export const segmentFlagSchema = z.enum(['loop', 'silence-text', 'low-speech', 'estimated', 'edited']);
export type SegmentFlag = z.infer<typeof segmentFlagSchema>;

/** One sentence of the transcript, at most 15 s long. Times in seconds from the start of the recording. */
export const transcriptSegmentSchema = z.object({
  id: z.string(),
  start: z.number().nonnegative(),
  end: z.number().nonnegative(),
  text: z.string(),
  speaker: z.string().optional(),
  flags: z.array(segmentFlagSchema),
});
export type TranscriptSegment = z.infer<typeof transcriptSegmentSchema>;

/** A stretch of speech that could not be transcribed. Seconds. */
export const gapSchema = z.object({ start: z.number().nonnegative(), end: z.number().nonnegative() });
export type Gap = z.infer<typeof gapSchema>;

/** A version of a lecture's transcript. `coverage` is speech transcribed divided by speech heard, 0 to 1. */
export const transcriptSchema = z.object({
  version: z.number().int().positive(),
  language: z.string().nullable(),
  coverage: z.number().min(0).max(1),
  gaps: z.array(gapSchema),
  segments: z.array(transcriptSegmentSchema),
});
export type Transcript = z.infer<typeof transcriptSchema>;
