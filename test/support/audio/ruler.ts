import { encodeWord, HIGH_HZ, LOW_HZ, TONE_GAP_MS, TONE_MS } from './ruler-code.ts';
import { planRuler } from './ruler-plan.ts';
import type { RulerOptions, RulerPlan } from './ruler-plan.ts';
import { createNoiseTable, createSeededRandom } from './seeded-random.ts';
import { createWavWriter } from './wav-writer.ts';

/** How a ruler recording sounds. */
export type RulerSound = {
  /** Samples a second; 16000 unless told. */
  readonly sampleRate?: number;
  /** White noise under everything, this far below the tones; none unless told. */
  readonly noiseSnrDb?: number;
};

type Tone = { readonly startMs: number; readonly symbol: number };

const AMPLITUDE = 0.25;
/** Two sines of one amplitude have together that amplitude as their RMS. */
const TONE_RMS = AMPLITUDE;
const RAMP_MS = 3;
const SYMBOL_COUNT = 16;

/**
 * Writes an audible ruler: a WAV in which every word of a script is four DTMF symbols, so that what was sent to a transcription
 * server can be checked to the word. Streams to disk: three hours need no more memory than a minute. Answers the truth.
 */
export async function writeRuler(path: string, options: RulerOptions & RulerSound): Promise<RulerPlan> {
  const plan = planRuler(options);
  const sampleRate = options.sampleRate ?? 16_000;
  const writer = await createWavWriter(path, sampleRate);
  const addTones = createToneAdder(plan, sampleRate);
  const addNoise = createNoiseAdder(options);
  const totalSamples = Math.round((plan.durationMs * sampleRate) / 1000);
  for (let start = 0; start < totalSamples; start += sampleRate) {
    const block = new Float32Array(Math.min(sampleRate, totalSamples - start));
    addNoise(block);
    addTones(block, start);
    await writer.write(block);
  }
  await writer.close();
  return plan;
}

function createNoiseAdder(options: RulerOptions & RulerSound): (block: Float32Array) => void {
  const { noiseSnrDb } = options;
  if (noiseSnrDb === undefined) return () => {};
  const random = createSeededRandom((options.seed ?? 1) + 7_919);
  const table = createNoiseTable(random);
  const level = TONE_RMS / 10 ** (noiseSnrDb / 20);
  return (block) => {
    const offset = random.between(0, table.length - 1);
    for (let index = 0; index < block.length; index++) {
      block[index] = level * (table[(offset + index) & (table.length - 1)] ?? 0);
    }
  };
}

function createToneAdder(plan: RulerPlan, sampleRate: number): (block: Float32Array, start: number) => void {
  const shapes = Array.from({ length: SYMBOL_COUNT }, (_, symbol) => toneShape(symbol, sampleRate));
  const tones = listTones(plan);
  let next = tones.next();
  const sounding: Tone[] = [];
  return (block, start) => {
    const endMs = ((start + block.length) * 1000) / sampleRate;
    for (; next.done !== true && next.value.startMs < endMs; next = tones.next()) sounding.push(next.value);
    for (const tone of sounding)
      addTone(block, start, shapes[tone.symbol], Math.round((tone.startMs * sampleRate) / 1000));
    while (sounding[0] !== undefined && sounding[0].startMs + TONE_MS <= endMs) sounding.shift();
  };
}

function* listTones(plan: RulerPlan): Generator<Tone, void> {
  for (const { word, punctuation, startMs } of plan.words) {
    const symbols = encodeWord(word, punctuation);
    for (const [position, symbol] of symbols.entries()) {
      yield { startMs: startMs + position * (TONE_MS + TONE_GAP_MS), symbol };
    }
  }
}

function addTone(
  block: Float32Array,
  blockStart: number,
  shape: Float32Array | undefined,
  toneStart: number,
): void {
  if (shape === undefined) return;
  const from = Math.max(0, blockStart - toneStart);
  const to = Math.min(shape.length, blockStart + block.length - toneStart);
  for (let index = from; index < to; index++) {
    const at = toneStart + index - blockStart;
    block[at] = (block[at] ?? 0) + (shape[index] ?? 0);
  }
}

function toneShape(symbol: number, sampleRate: number): Float32Array {
  const low = (2 * Math.PI * (LOW_HZ[symbol >> 2] ?? 0)) / sampleRate;
  const high = (2 * Math.PI * (HIGH_HZ[symbol & 3] ?? 0)) / sampleRate;
  const length = Math.round((TONE_MS * sampleRate) / 1000);
  const ramp = (RAMP_MS * sampleRate) / 1000;
  return Float32Array.from({ length }, (_, index) => {
    const edge = Math.min(1, (index + 1) / ramp, (length - index) / ramp);
    return AMPLITUDE * edge * (Math.sin(low * index) + Math.sin(high * index));
  });
}
