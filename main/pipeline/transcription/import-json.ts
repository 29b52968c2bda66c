import { z } from 'zod';
import type { Cue, ParsedTranscript } from './cue-sentences.ts';
import { languageCode } from './language-code.ts';

const time = z.number().nonnegative().max(360_000);
const segmentSchema = z.object({
  start: time,
  end: time,
  text: z.string(),
  speaker: z.string().max(200).nullish().catch(null),
});
const transcriptSchema = z.object({
  language: z.string().nullish().catch(null),
  segments: z.array(z.unknown()),
});
/** What Lectern exports, what its doors answer, and what transcription servers answer (`verbose_json`). */
const fileSchema = z.union([
  z.object({ transcript: transcriptSchema }).transform((file) => file.transcript),
  transcriptSchema,
  z.array(z.unknown()).transform((segments) => ({ language: null, segments })),
]);

/** A transcript in JSON: `{ segments: [{ start, end, text }] }` in seconds, alone, inside `transcript`, or the bare list. Null for anything else. */
export function parseJsonTranscript(text: string): ParsedTranscript | null {
  const file = fileSchema.safeParse(parse(text));
  if (!file.success) return null;
  const segments = file.data.segments.map((segment) => segmentSchema.safeParse(segment));
  const readable = segments.flatMap((segment) => (segment.success ? [segment.data] : []));
  if (readable.length < segments.length) return null;
  return { language: languageCode(file.data.language ?? null), cues: readable.map(toCue) };
}

function toCue({ start, end, text, speaker }: z.infer<typeof segmentSchema>): Cue {
  return {
    startMs: Math.round(start * 1_000),
    endMs: Math.round(end * 1_000),
    text,
    ...(speaker === null || speaker === undefined || speaker === '' ? {} : { speaker }),
    isEstimated: false,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
