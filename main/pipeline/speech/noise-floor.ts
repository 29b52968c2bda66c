/** Frames of one block: 0.64 s. The floor is searched block by block. */
const BLOCK_FRAMES = 32;

/** Blocks looked at on each side: about 3.5 s, longer than any sound of speech lasts without a gap. */
const BLOCKS_AROUND = 5;

/** Weight of the past when the power of a bin is smoothed over time. */
const SMOOTHING = 0.7;

/**
 * The minimum of a smoothed noise power lies about this much below its mean (measured on white noise,
 * compare R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics", 2001).
 */
const MINIMUM_BIAS = 3;

/** A frame's power spectrum with the steady noise found around it. */
export interface FrameWithFloor {
  readonly power: Float32Array;
  /** Expected power of the steady noise, per bin. */
  readonly floor: Float32Array;
}

/** Finds the steady noise under a stream of power spectra, looking to both sides, in constant memory. */
export interface NoiseFloor {
  /**
   * Takes the next spectrum (copied) and gives back the frames whose surroundings are complete by now, in order.
   * They are valid until the next call: their memory is used again.
   */
  push(power: Float32Array): readonly FrameWithFloor[];
  /** Gives back the remaining frames. */
  finish(): readonly FrameWithFloor[];
}

interface Block {
  readonly frames: readonly Float32Array[];
  readonly minima: Float32Array;
  filled: number;
}

/**
 * Minimum statistics: the floor of a bin is the smallest smoothed power within about 3.5 s to both sides. Speech leaves
 * gaps in every bin; hum, fans and hiss do not, so they become floor at whatever level they have.
 *
 * @param bins bins of each spectrum
 * @param leastPower the floor never lies below; keeps digital silence from making everything prominent
 */
export function createNoiseFloor(bins: number, leastPower: number): NoiseFloor {
  let smoothed: Float32Array | undefined;
  const blocks: Block[] = [];
  let nextBlock = 0;
  let spare: Block | undefined;

  const blockToFill = (): Block => {
    const last = blocks.at(-1);
    if (last !== undefined && last.filled < BLOCK_FRAMES) return last;
    const fresh = emptied(spare ?? newBlock(bins));
    spare = undefined;
    blocks.push(fresh);
    return fresh;
  };
  const release = (index: number): FrameWithFloor[] => {
    const floor = floorAround(blocks, index, bins, leastPower);
    const { frames = [], filled = 0 } = blocks[index] ?? {};
    return frames.slice(0, filled).map((power) => ({ power, floor }));
  };

  return {
    push(power) {
      smoothed ??= power.slice();
      const block = blockToFill();
      block.frames[block.filled]?.set(power);
      block.filled += 1;
      updateMinima(smoothed, power, block.minima);
      if (block.filled < BLOCK_FRAMES || blocks.length <= nextBlock + BLOCKS_AROUND) return [];
      const released = release(nextBlock);
      if (nextBlock < BLOCKS_AROUND) nextBlock += 1;
      else spare = blocks.shift();
      return released;
    },
    finish: () => blocks.slice(nextBlock).flatMap((_, offset) => release(nextBlock + offset)),
  };
}

function newBlock(bins: number): Block {
  const frames = Array.from({ length: BLOCK_FRAMES }, () => new Float32Array(bins));
  return { frames, minima: new Float32Array(bins), filled: 0 };
}

function emptied(block: Block): Block {
  block.minima.fill(Infinity);
  block.filled = 0;
  return block;
}

function updateMinima(smoothed: Float32Array, power: Float32Array, minima: Float32Array): void {
  for (let bin = 0; bin < power.length; bin += 1) {
    // Neighbouring bins are averaged in: fewer accidental minima, so a smaller bias.
    const spread =
      ((power[bin - 1] ?? power[bin] ?? 0) + (power[bin] ?? 0) + (power[bin + 1] ?? power[bin] ?? 0)) / 3;
    const value = SMOOTHING * (smoothed[bin] ?? 0) + (1 - SMOOTHING) * spread;
    smoothed[bin] = value;
    if (value < (minima[bin] ?? 0)) minima[bin] = value;
  }
}

function floorAround(
  blocks: readonly Block[],
  index: number,
  bins: number,
  leastPower: number,
): Float32Array {
  const floor = new Float32Array(bins).fill(Infinity);
  for (const block of blocks.slice(Math.max(0, index - BLOCKS_AROUND), index + BLOCKS_AROUND + 1)) {
    for (let bin = 0; bin < bins; bin += 1) floor[bin] = Math.min(floor[bin] ?? 0, block.minima[bin] ?? 0);
  }
  return floor.map((power) => Math.max(leastPower, power * MINIMUM_BIAS));
}
