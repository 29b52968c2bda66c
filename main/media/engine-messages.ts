import type { SpeechFeatures } from '../pipeline/speech/speech-features.ts';
import type { Mp4Sound } from './mp4-sound.ts';

/** What the engine's thread is started with. */
export interface EngineThreadData {
  readonly corePath: string;
  readonly wasm: WebAssembly.Module;
}

/** A recording, and what of it is left out of the engine's sight. */
export interface RecordingInput {
  readonly path: string;
  /** Null for other containers. */
  readonly mp4: Mp4Sound | null;
}

/** What can be asked of the engine's thread, one at a time. */
export type EngineRequest =
  | ({ readonly kind: 'probe' } & RecordingInput)
  | ({ readonly kind: 'decode'; readonly pcmPath: string; readonly proxyPath: string } & RecordingInput)
  | {
      readonly kind: 'encode';
      readonly pcmPath: string;
      readonly startSample: number;
      readonly endSample: number;
      readonly format: 'mp3' | 'flac';
    }
  | { readonly kind: 'version' };

/** The sound track of a file as FFmpeg sees it. */
export interface FoundMedia {
  readonly container: string;
  readonly durationMs: number | null;
  readonly hasVideo: boolean;
  readonly title: string | null;
  readonly audio: { readonly streamIndex: number; readonly codec: string } | null;
}

/** Result of each kind of request. */
export interface EngineResults {
  /** `null` when no demuxer recognises the file. */
  readonly probe: FoundMedia | null;
  readonly decode: {
    readonly totalSamples: number;
    readonly features: SpeechFeatures;
    readonly peaks: Uint8Array;
  };
  readonly encode: Uint8Array;
  readonly version: string;
}

/**
 * Why the engine's thread could not do what was asked.
 * - `input`: the recording could not be read from disk
 * - `output`: a result could not be written to disk
 * - `unrecognised`, `no-track`, `unreadable`: what the file holds (nothing known, no sound, broken sound)
 * - `too-long`: more sound than is accepted
 * - `crash`: the engine itself broke; the thread must be replaced
 */
export interface EngineTrouble {
  readonly kind: 'input' | 'output' | 'unrecognised' | 'no-track' | 'unreadable' | 'too-long' | 'crash';
  /** Code of the system error, such as `ENOSPC`. */
  readonly systemCode?: string;
  /** Last lines of FFmpeg's log. */
  readonly log: string;
}

/** What the engine's thread says. `alive` proves that a long task moves; `heapBytes` is the memory of its instance. */
export type EngineAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'alive'; readonly fraction: number }
  | {
      readonly type: 'done';
      readonly value: EngineResults[EngineRequest['kind']];
      readonly heapBytes: number;
    }
  | { readonly type: 'trouble'; readonly trouble: EngineTrouble };
