import type { Stage } from '../../../preload/contract/job.ts';
import type { Clock } from '../../lib/clock.ts';
import type { MediaEngine } from '../media-port.ts';
import type { Library } from '../library-port.ts';
import type { Lecture } from '../rows-port.ts';
import type { ObjectStore } from '../store-port.ts';
import type { SegmentLimits } from '../speech/plan-segments.ts';
import type { ImportedTranscript } from './imported-transcript.ts';
import type { SpeechCache } from './speech-cache.ts';

/** What taking a recording in needs. */
export interface IngestDependencies {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly media: MediaEngine;
  readonly speech: SpeechCache;
  readonly clock: Clock;
  /** Folder for files on their way into the store. */
  readonly staging: string;
  /** What the model that will hear the pieces takes. */
  readonly segmentLimits: (lecture: Lecture) => SegmentLimits;
  /** Reads a transcript file; `name` is the one the person knows. */
  readonly readTranscript: (path: string, name: string) => Promise<ImportedTranscript>;
  /** Forecast again, now that the speech is known; null when a price is unknown. */
  readonly forecast: (lecture: Lecture, speechMs: number) => number | null;
  /** Queues the next stage; called inside the transaction that settles the task. */
  readonly enqueueNext: (stage: Stage, lectureId: string) => void;
}
