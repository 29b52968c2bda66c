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
  /** Takes the next spectrum (copied) and gives back the frames whose surroundings are complete by now, in order. */
  push(power: Float32Array): readonly FrameWithFloor[];
  /** Gives back the remaining frames. */
  finish(): readonly FrameWithFloor[];
}

interface Block {
  readonly frames: Float32Array[];
  readonly minima: Float32Array;
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
  let blocks: Block[] = [];
  let nextBlock = 0;
  const newBlock = (): Block => ({ frames: [], minima: new Float32Array(bins).fill(Infinity) });

  const release = (index: number): FrameWithFloor[] => {
    const floor = floorAround(blocks, index, bins, leastPower);
    return (blocks[index]?.frames ?? []).map((power) => ({ power, floor }));
  };

  return {
    push(power) {
      smoothed ??= power.slice();
      let block = blocks.at(-1);
      const isFull = block === undefined || block.frames.length === BLOCK_FRAMES;
      if (block === undefined || isFull) {
        block = newBlock();
        blocks.push(block);
      }
      block.frames.push(power.slice());
      updateMinima(smoothed, power, block.minima);
      const isComplete = block.frames.length === BLOCK_FRAMES && blocks.length > nextBlock + BLOCKS_AROUND;
      if (!isComplete) return [];
      const released = release(nextBlock);
      if (nextBlock < BLOCKS_AROUND) nextBlock += 1;
      else blocks.shift();
      return released;
    },
    finish() {
      const released = blocks.slice(nextBlock).flatMap((_, offset) => release(nextBlock + offset));
      blocks = [];
      return released;
    },
  };
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
