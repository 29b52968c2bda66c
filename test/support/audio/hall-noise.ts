import type { SeededRandom } from './seeded-random.ts';

/** Mains hum: 50 Hz and its harmonics, weaker the higher they are. Given as RMS level; adds to the samples in place. */
export function addHum(samples: Float32Array, sampleRate: number, level: number): void {
  const harmonics = [1, 0.6, 0.5, 0.3, 0.25, 0.15];
  const whole = Math.sqrt(harmonics.reduce((sum, share) => sum + share ** 2, 0) / 2);
  const steps = harmonics.map((_, index) => (2 * Math.PI * 50 * (index + 1)) / sampleRate);
  for (let at = 0; at < samples.length; at++) {
    let hum = 0;
    for (const [index, share] of harmonics.entries()) hum += share * Math.sin((steps[index] ?? 0) * at);
    samples[at] = (samples[at] ?? 0) + (hum / whole) * level;
  }
}

const CLAPS_PER_SECOND = 70;
const CLAP_MS = 45;
/** A clap dies away to a third in this time. */
const DECAY_MS = 9;

/** A hall clapping: many short bursts of decaying noise that swell and fade, of no set level. */
export function makeApplause(
  random: SeededRandom,
  noise: Float32Array,
  length: number,
  sampleRate: number,
): Float32Array {
  const applause = new Float32Array(length);
  const clapLength = Math.round((CLAP_MS * sampleRate) / 1000);
  const decay = Math.exp(-1000 / (DECAY_MS * sampleRate));
  const clapCount = Math.round((CLAPS_PER_SECOND * length) / sampleRate);
  for (let clap = 0; clap < clapCount; clap++) {
    const start = random.between(0, Math.max(0, length - clapLength));
    const swell = Math.sin((Math.PI * (start + 1)) / length) ** 0.5;
    const offset = random.between(0, noise.length - 1);
    let strength = swell * (0.4 + random.next());
    for (let index = 0; index < clapLength && start + index < length; index++) {
      applause[start + index] =
        (applause[start + index] ?? 0) + strength * (noise[(offset + index) % noise.length] ?? 0);
      strength *= decay;
    }
  }
  return applause;
}
