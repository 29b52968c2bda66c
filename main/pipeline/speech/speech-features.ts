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
  /** Level of the speech band (150 Hz to 4 kHz) in half decibels above -110 dBFS: 0 is silence, 220 full scale. */
  readonly level: Uint8Array;
  /** How far the frame's spectrum rises above the steady noise around it, in half decibels. */
  readonly prominence: Uint8Array;
  /** How periodic or tonal that part is which rises above the noise: 0 is noise or nothing, 255 a pure tone. */
  readonly tonality: Uint8Array;
}
