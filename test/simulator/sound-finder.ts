/** A stretch of the audio in milliseconds. */
export type Span = { readonly startMs: number; readonly endMs: number };

const FRAME_MS = 20;
/** Below this level (RMS, full scale is 1) nothing counts as heard: about -60 dBFS. */
const SILENCE_LEVEL = 0.001;
/** Speech stands out this much above the quietest tenth of the file: 9 dB. */
const ABOVE_FLOOR = 2.8;
const BRIDGED_GAP_MS = 300;
const SHORTEST_SPAN_MS = 60;

/**
 * The stretches in which something other than an even background sounds. A level that never changes (hum, hiss, digital silence)
 * counts as silence, because a transcription model finds no words in it either.
 */
export function findSound(samples: Float32Array, sampleRate: number): Span[] {
  const levels = frameLevels(samples, (sampleRate * FRAME_MS) / 1000);
  const floor = levels.toSorted((a, b) => a - b)[Math.floor(levels.length / 10)] ?? 0;
  const threshold = Math.max(SILENCE_LEVEL, floor * ABOVE_FLOOR);
  const spans: Span[] = [];
  levels.forEach((level, frame) => {
    if (level < threshold) return;
    const startMs = frame * FRAME_MS;
    const last = spans.at(-1);
    const joins = last !== undefined && startMs - last.endMs <= BRIDGED_GAP_MS;
    if (joins) spans.pop();
    spans.push({ startMs: joins ? last.startMs : startMs, endMs: startMs + FRAME_MS });
  });
  return spans.filter((span) => span.endMs - span.startMs >= SHORTEST_SPAN_MS);
}

/** The level (RMS) of each frame of `frameLength` samples. */
function frameLevels(samples: Float32Array, frameLength: number): number[] {
  const levels: number[] = [];
  for (let start = 0; start + frameLength <= samples.length; start += frameLength) {
    let energy = 0;
    for (let index = start; index < start + frameLength; index++) energy += (samples[index] ?? 0) ** 2;
    levels.push(Math.sqrt(energy / frameLength));
  }
  return levels;
}
