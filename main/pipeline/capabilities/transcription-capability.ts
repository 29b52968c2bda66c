import { BYTES_PER_SECOND, type SegmentLimits } from '../speech/plan-segments.ts';
import type { TranscriptionCapability } from './capability.ts';
import { plainText, transcriptionModels, whisperLike } from './transcription-models.ts';

/** The host the table speaks of. The same name elsewhere may be another program. */
const OPENAI_HOST = 'api.openai.com';

/** Longest piece for a model that returns times: long enough for context, short enough to lose little. Seconds. */
const TIMED_SEGMENT_SECONDS = 180;

/**
 * What a model is believed to do at a host, best guess first. Where there is a second entry, a refusal of the request means that
 * the guess was wrong and the next one holds: one probe, and a refusal costs nothing.
 */
export function transcriptionCapabilities(model: string, host: string): readonly TranscriptionCapability[] {
  const known = described(model);
  if (known === undefined) return [whisperLike, plainText];
  return host === OPENAI_HOST ? [known] : [known, plainText];
}

/** Whether the table has the model, or the family a dated snapshot belongs to. */
export function isKnownModel(model: string): boolean {
  return described(model) !== undefined;
}

function described(model: string): TranscriptionCapability | undefined {
  return transcriptionModels[model] ?? transcriptionModels[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')];
}

/**
 * How large pieces may be for a model. Text without times needs short pieces, since only their starts are known; so does a model
 * of which nothing is certain.
 * @param segmentSeconds the setting `transcription.segmentSeconds`
 */
export function segmentLimitsFor(model: string, host: string, segmentSeconds: number): SegmentLimits {
  const believed = transcriptionCapabilities(model, host);
  const isTimed = isKnownModel(model) && believed[0]?.times !== 'none';
  const cap = believed[0]?.maxSeconds ?? null;
  const { format, maxBytes } = believed[0] ?? plainText;
  return {
    maxDurationMs: (isTimed ? Math.max(segmentSeconds, TIMED_SEGMENT_SECONDS) : segmentSeconds) * 1_000,
    modelCapMs: cap === null ? null : cap * 1_000,
    maxBytes,
    bytesPerSecond: BYTES_PER_SECOND[format],
  };
}
