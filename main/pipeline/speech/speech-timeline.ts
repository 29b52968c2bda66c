import { findPauses } from './pauses.ts';
import { FRAME_MS } from './speech-features.ts';
import type { SpeechMap, TimeSpan } from './speech-map.ts';

/** Shortest quiet stretch that counts; stops inside words are shorter. */
const LEAST_PAUSE_MS = 60;

/** The stretches of a span in which someone is heard, and how speech adds up along them. */
export interface SpeechTimeline {
  readonly span: TimeSpan;
  /** In order, without overlap, at least one. */
  readonly runs: readonly TimeSpan[];
  /** Speech in all runs. */
  readonly totalMs: number;
}

/**
 * Follows the speech inside a span. Where the map knows of none, the whole span counts as speech: what was transcribed
 * there must stand somewhere.
 */
export function followSpeech(map: SpeechMap, span: TimeSpan): SpeechTimeline {
  const heard = narrowToSpeech(map, span);
  const runs: TimeSpan[] = [];
  let startMs = heard.startMs;
  for (const pause of findPauses(map, heard, LEAST_PAUSE_MS)) {
    if (pause.startMs > startMs) runs.push({ startMs, endMs: Math.min(pause.startMs, heard.endMs) });
    startMs = Math.max(startMs, pause.endMs);
  }
  if (startMs < heard.endMs) runs.push({ startMs, endMs: heard.endMs });
  if (runs.length === 0) runs.push(heard);
  return { span, runs, totalMs: runs.reduce((sum, run) => sum + run.endMs - run.startMs, 0) };
}

/** The moment at which so much speech has passed. */
export function momentAfter(timeline: SpeechTimeline, speechMs: number): number {
  let rest = speechMs;
  for (const { startMs, endMs } of timeline.runs) {
    if (rest < endMs - startMs) return Math.round(startMs + Math.max(0, rest));
    rest -= endMs - startMs;
  }
  return timeline.runs.at(-1)?.endMs ?? timeline.span.endMs;
}

/** From the first to the last frame of speech: the margins around it may hold noise. */
function narrowToSpeech(map: SpeechMap, span: TimeSpan): TimeSpan {
  const from = Math.floor(span.startMs / FRAME_MS);
  const frames = map.speech.subarray(from, Math.ceil(span.endMs / FRAME_MS));
  const isSpeech = (mark: number) => mark > 0;
  const first = from + frames.findIndex(isSpeech);
  const last = from + frames.findLastIndex(isSpeech);
  if (first < from) return span;
  const startMs = Math.max(span.startMs, first * FRAME_MS);
  return { startMs, endMs: Math.max(startMs, Math.min(span.endMs, (last + 1) * FRAME_MS)) };
}
