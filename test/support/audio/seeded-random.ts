/** A deterministic source of numbers, so that every test run hears the same lecture. */
export type SeededRandom = {
  /** A number in [0, 1). */
  next: () => number;
  /** A whole number in [from, to], both included. */
  between: (from: number, to: number) => number;
};

/** Builds a source from a seed with the mulberry32 generator (public domain, period 2^32). */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, between: (from, to) => from + Math.floor(next() * (to - from + 1)) };
}

const NOISE_LENGTH = 1 << 20;

/**
 * A table of Gaussian samples with mean 0 and standard deviation 1. Reading it from random offsets is white
 * enough for a test and hundreds of times faster than drawing every sample of a three-hour recording.
 */
export function createNoiseTable(random: SeededRandom): Float32Array {
  const table = new Float32Array(NOISE_LENGTH);
  for (let index = 0; index < NOISE_LENGTH; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    table[index] = radius * Math.cos(angle);
    table[index + 1] = radius * Math.sin(angle);
  }
  return table;
}
