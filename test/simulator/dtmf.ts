import { HIGH_HZ, LOW_HZ, TONE_GAP_MS, TONE_MS } from '../support/audio/ruler-code.ts';

/** Samples a second everything here works at; the highest DTMF tone needs 3266. */
export const HEARING_RATE = 8000;

/** One DTMF tone that was heard, in milliseconds from the start of the audio. */
export type HeardTone = { readonly symbol: number; readonly startMs: number; readonly endMs: number };

type Frame = { readonly symbol: number; readonly power: number };

const WINDOW = 200;
const HOP = 40;
const HOP_MS = (HOP * 1000) / HEARING_RATE;
const HALF_WINDOW_MS = (WINDOW * 500) / HEARING_RATE;
/** A frame whose energy is less than half DTMF is no tone: half is what a frame has that straddles the edge of one. */
const LEAST_PURITY = 0.5;
const LEAST_FRAMES = 4;
const BLOCK_FRAMES = 1000;
/** Codecs smear a tone into the gap beside it; the smear is weaker than a tenth of the tone. */
const LEAST_SHARE_OF_LOUD = 0.1;
const LONGEST_TONE_FRAMES = (TONE_MS + TONE_GAP_MS) / HOP_MS;
const COEFFICIENTS = [...LOW_HZ, ...HIGH_HZ].map(
  (hertz) => 2 * Math.cos((2 * Math.PI * hertz) / HEARING_RATE),
);

/** Finds every DTMF tone in mono samples at `HEARING_RATE`, in order. Gives way to other work once a minute of audio. */
export async function hearTones(samples: Float32Array): Promise<HeardTone[]> {
  const frames: (Frame | null)[] = [];
  for (let start = 0; start + WINDOW <= samples.length; start += HOP) {
    frames.push(listen(samples, start));
    if (frames.length % 12_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return joinFrames(dropSmear(frames));
}

function listen(samples: Float32Array, start: number): Frame | null {
  let energy = 0;
  for (let index = start; index < start + WINDOW; index++) energy += (samples[index] ?? 0) ** 2;
  if (energy < WINDOW * 1e-8) return null;
  const powers = COEFFICIENTS.map((coefficient) => goertzel(samples, start, coefficient));
  const low = loudest(powers.slice(0, 4));
  const high = loudest(powers.slice(4));
  const power = low.power + high.power;
  const purity = (2 * power) / (WINDOW * energy);
  const balanced = low.power < 8 * high.power && high.power < 8 * low.power;
  return purity >= LEAST_PURITY && balanced ? { symbol: low.index * 4 + high.index, power } : null;
}

/** Energy at one frequency over a window (Goertzel's recurrence). */
function goertzel(samples: Float32Array, start: number, coefficient: number): number {
  let before = 0;
  let last = 0;
  for (let index = start; index < start + WINDOW; index++) {
    const now = (samples[index] ?? 0) + coefficient * last - before;
    before = last;
    last = now;
  }
  return last * last + before * before - coefficient * last * before;
}

function loudest(powers: readonly number[]): { index: number; power: number } {
  const power = Math.max(...powers);
  return { index: powers.indexOf(power), power };
}

function dropSmear(frames: readonly (Frame | null)[]): (Frame | null)[] {
  const loudByBlock: number[] = [];
  for (let start = 0; start < frames.length; start += BLOCK_FRAMES) {
    loudByBlock.push(loudLevel(frames.slice(start, start + BLOCK_FRAMES)));
  }
  return frames.map((frame, index) => {
    const block = Math.floor(index / BLOCK_FRAMES);
    const loud = Math.max(loudByBlock[block - 1] ?? 0, loudByBlock[block] ?? 0, loudByBlock[block + 1] ?? 0);
    return frame !== null && frame.power >= LEAST_SHARE_OF_LOUD * loud ? frame : null;
  });
}

function loudLevel(frames: readonly (Frame | null)[]): number {
  const powers = frames.flatMap((frame) => (frame === null ? [] : [frame.power])).toSorted((a, b) => a - b);
  return powers[Math.floor(powers.length * 0.8)] ?? 0;
}

function joinFrames(frames: readonly (Frame | null)[]): HeardTone[] {
  const tones: HeardTone[] = [];
  let from = 0;
  for (let index = 1; index <= frames.length; index++) {
    const symbol = frames[from]?.symbol;
    if (index < frames.length && frames[index]?.symbol === symbol) continue;
    const length = index - from;
    if (symbol !== undefined && length >= LEAST_FRAMES && length <= LONGEST_TONE_FRAMES) {
      tones.push({
        symbol,
        startMs: from * HOP_MS + HALF_WINDOW_MS,
        endMs: (index - 1) * HOP_MS + HALF_WINDOW_MS,
      });
    }
    from = index;
  }
  return tones;
}
