import type { SegmentFormat } from '../media-port.ts';
import type { TranscriptionRequest } from '../provider-port.ts';

/** What a transcription model returns, accepts and allows. */
export interface TranscriptionCapability {
  /** The finest times in its answers: none, of sentences, or of words. */
  readonly times: 'none' | 'segments' | 'words';
  /** Says who speaks. */
  readonly speakers: boolean;
  readonly responseFormat: TranscriptionRequest['responseFormat'];
  /** What is asked for beside the format; empty where the model does not know the parameter. */
  readonly timestamps: readonly ('word' | 'segment')[];
  /** Which parameter carries the spoken language; the two exclude each other. */
  readonly languageParameter: 'language' | 'languages' | null;
  /** Longest prompt, characters; 0 where there is none. */
  readonly promptCharacters: number;
  /** Null where there is no such parameter. */
  readonly keywords: { readonly most: number; readonly longestCharacters: number } | null;
  readonly temperature: boolean;
  /** Longest audio of one request; null where none is stated. */
  readonly maxSeconds: number | null;
  /** Largest file of one request. */
  readonly maxBytes: number;
  readonly format: SegmentFormat;
}
