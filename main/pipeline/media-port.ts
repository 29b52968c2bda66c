import type { SpeechFeatures } from './speech/speech-features.ts';

/**
 * What a file is, judged by its content and never by its name.
 */
export interface MediaProbe {
  /** `transcript` is text whose name ends in one of `.txt .md .srt .vtt .json`; such a file is never decoded. */
  readonly kind: 'audio' | 'video' | 'transcript';
  /** Short name of the container, such as `mp3`, `mov`, `matroska`, `wav`; for a transcript `srt`, `vtt`, `json`, `md` or `txt`. */
  readonly container: string;
  /** Codec of the sound track that will be decoded, such as `aac`; empty for a transcript. */
  readonly audioCodec: string;
  /** As the container states it; `null` when it states nothing. The decoded length is the true one. */
  readonly durationMs: number | null;
  /** Whether there is a moving picture beside the sound. Cover art does not count. */
  readonly hasVideo: boolean;
  /** Title tag of the file, trimmed; `null` when there is none. Hostile input like any other text from a file. */
  readonly title: string | null;
}

/** What one pass over a recording yields beside the two files it writes. */
export interface DecodedSpeech {
  /** Length of the decoded sound, rounded to a millisecond. */
  readonly durationMs: number;
  /** Length of the decoded sound in samples at 16 kHz; the PCM file has exactly twice as many bytes. */
  readonly totalSamples: number;
  /** Input of `buildSpeechMap`. */
  readonly features: SpeechFeatures;
  /** Waveform: the highest absolute sample of each tenth of a second, 0 to 255. */
  readonly peaks: Uint8Array;
}

/** File formats a segment can be encoded in. */
export type SegmentFormat = 'mp3' | 'wav' | 'flac';

/** Input of `MediaEngine.decode`. Paths are absolute and their folders exist. */
export interface DecodeInput {
  readonly path: string;
  /** Receives 16 kHz mono signed 16-bit little-endian samples without a header. */
  readonly pcmPath: string;
  /** Receives a seekable mono MP3 of 48 kbit/s whose time runs with the PCM file's. */
  readonly proxyPath: string;
  /** Called at most ten times a second with a number from 0 to 1 that never falls. */
  onProgress(fraction: number): void;
  readonly signal: AbortSignal;
}

/** Input of `MediaEngine.encodeSegment`. */
export interface EncodeSegmentInput {
  /** A PCM file made by `decode`. */
  readonly pcmPath: string;
  /** First sample of the segment. */
  readonly startSample: number;
  /** The sample after the last one. */
  readonly endSample: number;
  /** `mp3` is mono at 32 kbit/s. */
  readonly format: SegmentFormat;
  readonly signal: AbortSignal;
}

/**
 * Reads recordings of any format. One media task runs at a time, first come first served; waiting segments go before
 * waiting decodes. An aborted task rejects with the signal's reason within a second and leaves no file behind.
 *
 * Whatever needs the
 * decoder throws `LecternError` with `AUDIO_ENGINE_CRASHED` (retryable) when it died, and `AUDIO_ENGINE_MISSING` when
 * it could not be started.
 */
export interface MediaEngine {
  /**
   * Makes sure that nobody is still writing the file; takes up to half a second.
   * Throws `AUDIO_STILL_GROWING`, `AUDIO_FILE_MISSING` or `AUDIO_NO_PERMISSION`.
   */
  assertComplete(path: string, signal: AbortSignal): Promise<void>;

  /**
   * Judges a file by its content.
   *
   * Throws `LecternError`, nothing retryable: `AUDIO_FILE_MISSING`, `AUDIO_IS_FOLDER`, `AUDIO_NO_PERMISSION`,
   * `AUDIO_READ_FAILED`, `AUDIO_EMPTY_FILE`, `AUDIO_IS_TEXT`, `AUDIO_IS_WEB_PAGE`, `AUDIO_IS_PLAYLIST`,
   * `AUDIO_NOT_A_RECORDING`, `AUDIO_UNREADABLE`, `AUDIO_DAMAGED`, `AUDIO_NO_TRACK`, `AUDIO_ZERO_LENGTH`, `AUDIO_TOO_SHORT`,
   * `AUDIO_ENCRYPTED`.
   */
  probe(path: string, signal: AbortSignal): Promise<MediaProbe>;

  /**
   * Reads the recording once and writes the PCM file and the playback proxy. Both appear under their final names, synced
   * to disk, only when the whole pass has succeeded. Memory stays flat at any length.
   *
   * Throws what `probe` throws, `AUDIO_TOO_SHORT` (under 0.1 s of sound), `AUDIO_TOO_LONG` (over 24 h), and `STORAGE_FULL`
   * or `STORAGE_READ_ONLY` when the outputs cannot be written.
   */
  decode(input: DecodeInput): Promise<DecodedSpeech>;

  /**
   * Encodes the samples from `startSample` up to, not including, `endSample`. The same samples give the same bytes.
   *
   * Throws `SEGMENT_AUDIO_MISSING` when the PCM file is gone or too short.
   */
  encodeSegment(input: EncodeSegmentInput): Promise<Buffer>;

  /** Version of the engine, for the health page, such as `FFmpeg 5.1.4`. */
  version(): Promise<string>;

  /** Ends the engine. Running and waiting tasks reject with an `AbortError`. */
  stop(): Promise<void>;
}
