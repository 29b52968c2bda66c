import fc from 'fast-check';
import { FRAME_MS, FRAME_SAMPLES } from '../../../main/pipeline/speech/speech-features.ts';
import { buildSpeechMap } from '../../../main/pipeline/speech/speech-map.ts';
import type { SpeechMap } from '../../../main/pipeline/speech/speech-map.ts';

/** Levels of drawn maps, half decibels above -110 dBFS: a quiet room, and someone talking in it. */
const ROOM = 80;
const VOICE = 170;

/** A map of speech and pauses of these lengths in turn, speech first; silence of five seconds and more is not sent. */
export function mapOfRuns(runsMs: readonly number[]): SpeechMap {
  const frames = runsMs.flatMap((runMs, index) =>
    Array.from({ length: Math.round(runMs / FRAME_MS) }, () => (index % 2 === 0 ? 1 : 0)),
  );
  const speech = Uint8Array.from(frames);
  const level = speech.map((voice, frame) => (voice === 1 ? VOICE - (frame % 5) : ROOM + (frame % 3)));
  const prominence = speech.map((voice) => voice * 80);
  const tonality = speech.map((voice) => voice * 150);
  const features = { frameCount: frames.length, level, prominence, tonality };
  return buildSpeechMap(features, frames.length * FRAME_SAMPLES);
}

/** Draws maps: phrases of 0.1 to 40 s, pauses of 20 ms to 8 s. */
export const speechMaps: fc.Arbitrary<SpeechMap> = fc
  .array(fc.tuple(fc.integer({ min: 100, max: 40_000 }), fc.integer({ min: 20, max: 8000 })), {
    minLength: 0,
    maxLength: 40,
  })
  .map((pairs) => mapOfRuns(pairs.flat()));
