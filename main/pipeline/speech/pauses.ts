import { FRAME_MS } from './speech-features.ts';
import { type SpeechMap, type TimeSpan, VOICED } from './speech-map.ts';

/** How far around a frame its threshold is taken from: 5 s hold both speech and pauses. */
const SURROUNDING_FRAMES = 5000 / FRAME_MS;

/** Thresholds are renewed once a second; they change slowly. */
const THRESHOLD_STEP_FRAMES = 1000 / FRAME_MS;

/** Quiet means within the lowest 30 % of the range between the quiet and the loud frames around… */
const QUIET_SHARE = 0.3;
/** …or 25 dB below the loud ones (in half decibels): breath and room are quiet too, next to digital silence. */
const SURELY_QUIET = 50;

/**
 * Frames further than this (120 ms) from any voice are a pause however loud they are: applause and coughs fill pauses,
 * while consonants inside a word are shorter than twice this.
 */
const VOICE_REACH_FRAMES = 6;

/**
 * The quiet or voiceless stretches of at least `leastMs` inside a span, in order. What counts as quiet adapts to the levels around, so
 * pauses show in a noisy hall and with a quiet speaker alike.
 */
export function findPauses(map: SpeechMap, span: TimeSpan, leastMs: number): TimeSpan[] {
  const first = Math.max(0, Math.floor(span.startMs / FRAME_MS));
  const end = Math.min(map.level.length, Math.ceil(span.endMs / FRAME_MS));
  const pauses: TimeSpan[] = [];
  let pauseStart = -1;
  let threshold = 0;
  for (let frame = first; frame <= end; frame += 1) {
    if ((frame - first) % THRESHOLD_STEP_FRAMES === 0) threshold = quietThreshold(map.level, frame);
    const isQuiet =
      frame < end && (smoothLevel(map.level, frame) <= threshold || isVoiceless(map.speech, frame));
    if (isQuiet && pauseStart < 0) pauseStart = frame;
    if (isQuiet || pauseStart < 0) continue;
    if ((frame - pauseStart) * FRAME_MS >= leastMs) pauses.push(spanOfFrames(pauseStart, frame));
    pauseStart = -1;
  }
  return pauses;
}

/** The frame with the lowest mean level around (100 ms) among [firstFrame, endFrame); the earliest of equals. */
export function quietestFrame(level: Uint8Array, firstFrame: number, endFrame: number): number {
  let quietest = firstFrame;
  let lowest = Infinity;
  for (let frame = firstFrame; frame < endFrame; frame += 1) {
    const mean = meanLevel(level, Math.max(0, frame - 2), Math.min(level.length, frame + 3));
    if (mean >= lowest) continue;
    lowest = mean;
    quietest = frame;
  }
  return quietest;
}

// These two run for every frame of a recording: a view of the array for each would be garbage of 50 MB in three hours.

function meanLevel(level: Uint8Array, first: number, end: number): number {
  let sum = 0;
  for (let frame = first; frame < end; frame += 1) sum += level[frame] ?? 0;
  return sum / (end - first);
}

function isVoiceless(speech: Uint8Array, frame: number): boolean {
  const end = frame + VOICE_REACH_FRAMES;
  for (let near = frame - VOICE_REACH_FRAMES; near <= end; near += 1)
    if (speech[near] === VOICED) return false;
  return true;
}

function spanOfFrames(first: number, end: number): TimeSpan {
  return { startMs: first * FRAME_MS, endMs: end * FRAME_MS };
}

/** Mean over three frames: a single quiet frame inside a word is no pause, a single click no end of one. */
function smoothLevel(level: Uint8Array, frame: number): number {
  const here = level[frame] ?? 0;
  return ((level[frame - 1] ?? here) + here + (level[frame + 1] ?? here)) / 3;
}

function quietThreshold(level: Uint8Array, frame: number): number {
  const around = level
    .subarray(Math.max(0, frame - SURROUNDING_FRAMES), frame + SURROUNDING_FRAMES)
    .toSorted();
  const low = around[Math.floor(around.length * 0.1)] ?? 0;
  const high = around[Math.floor(around.length * 0.9)] ?? 0;
  return Math.max(low + QUIET_SHARE * (high - low), high - SURELY_QUIET);
}
