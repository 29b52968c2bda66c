/** Length of one analysis frame. 20 ms is short against a syllable and long against a pitch period. */
export const FRAME_MS = 20;

/** Sample rate of all decoded speech, in hertz. */
export const SAMPLE_RATE = 16_000;

/** Samples in one analysis frame. */
export const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

/**
 * What the speech map needs to know about a recording: one entry per frame of `FRAME_MS`, in order.
 * Twelve hours are 2.2 million frames, so every feature is one byte.
 */
export interface SpeechFeatures {
  readonly frameCount: number;
  /** Level of the speech band (200 Hz to 4 kHz) in half decibels above -110 dBFS: 0 is silence, 220 is full scale. */
  readonly level: Uint8Array;
  /** Strength of the harmonic or tonal structure inside the speech band, 0 (noise) to 255 (pure). */
  readonly tonality: Uint8Array;
  /** How much the spectrum's shape changed since the frames before, 0 (steady hum) to 255. */
  readonly change: Uint8Array;
}
