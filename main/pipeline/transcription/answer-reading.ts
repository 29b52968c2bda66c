import { z } from 'zod';
import type { RawAnswer, Usage } from '../provider-port.ts';
import type { TimedText } from '../speech/timed-words.ts';
import { cleanText } from './clean-text.ts';
import { languageCode } from './language-code.ts';

/** A stretch of text with its times from the start of the piece, and who said it where the server knows. */
export interface SpokenText extends TimedText {
  readonly speaker?: string;
}

/** What a model heard in one piece. Times are milliseconds from the start of the piece. */
export interface HeardText {
  readonly text: string;
  /** Null when the server gave none that can be used. */
  readonly words: readonly TimedText[] | null;
  readonly parts: readonly SpokenText[] | null;
  /** ISO 639-1 code; null when the server does not say. */
  readonly language: string | null;
}

const seconds = z.number().nonnegative();
const wordSchema = z.object({ word: z.string(), start: seconds, end: seconds });
const partSchema = z.object({
  text: z.string(),
  start: seconds,
  end: seconds,
  speaker: z.string().nullish(),
});

/** All three shapes of the API (`json`, `verbose_json`, `diarized_json`) in one: whatever is there is used. */
const answerSchema = z.object({
  text: z.string(),
  language: z.string().nullish().catch(null),
  languages: z
    .array(z.object({ code: z.string() }))
    .nullish()
    .catch(null),
  words: z.array(wordSchema).nullish().catch(null),
  segments: z.array(partSchema).nullish().catch(null),
});

const usageSchema = z.object({
  usage: z.object({
    seconds: seconds.nullish(),
    input_tokens: z.number().int().nonnegative().nullish(),
    output_tokens: z.number().int().nonnegative().nullish(),
  }),
});

/** Servers round; times up to this far beyond the end are moved to it, later ones make all times worthless. */
const TOLERANCE_MS = 2_000;

/**
 * Understands an answer by what is in it, not by what was asked: several servers take the parameters for times and return none.
 * Pure; null when it is not a transcription at all.
 * @param durationMs length of the piece
 */
export function readTranscription(answer: RawAnswer, durationMs: number): HeardText | null {
  const body = answerSchema.safeParse(parse(answer.body));
  if (!body.success) return null;
  const { text, language, languages, words, segments } = body.data;
  return {
    text: cleanText(text),
    words: usable(
      (words ?? []).map((word) => timed(word.word, word)),
      durationMs,
    ),
    parts: usable(
      (segments ?? []).map((part) => spoken(part)),
      durationMs,
    ),
    language: languageCode(languages?.[0]?.code ?? language ?? null),
  };
}

/** What the answer says it used; the length of the piece where it does not say. Throws nothing. */
export function readTranscriptionUsage(answer: RawAnswer, durationMs: number): Usage {
  const body = usageSchema.safeParse(parse(answer.body));
  const usage = body.success ? body.data.usage : {};
  return {
    audioMs: typeof usage.seconds === 'number' ? Math.round(usage.seconds * 1_000) : durationMs,
    inputTokens: usage.input_tokens ?? null,
    outputTokens: usage.output_tokens ?? null,
  };
}

function timed(text: string, span: { readonly start: number; readonly end: number }): TimedText {
  return {
    text: cleanText(text),
    startMs: Math.round(span.start * 1_000),
    endMs: Math.round(span.end * 1_000),
  };
}

function spoken(part: z.infer<typeof partSchema>): SpokenText {
  const speaker = cleanText(part.speaker ?? '').slice(0, 40);
  return { ...timed(part.text, part), ...(speaker === '' ? {} : { speaker }) };
}

/** Times that run backwards or beyond the piece are not trusted: Lectern's own clock is better then. */
function usable<Text extends TimedText>(texts: readonly Text[], durationMs: number): readonly Text[] | null {
  const filled = texts.filter((one) => one.text !== '');
  const isOrdered = filled.every(
    (one, index) => one.startMs <= one.endMs && one.startMs >= (filled[index - 1]?.startMs ?? 0),
  );
  const endMs = filled.at(-1)?.endMs ?? 0;
  if (!isOrdered || endMs === 0 || endMs > durationMs + TOLERANCE_MS) return null;
  return filled.map((one) => ({
    ...one,
    startMs: Math.min(one.startMs, durationMs),
    endMs: Math.min(one.endMs, durationMs),
  }));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
