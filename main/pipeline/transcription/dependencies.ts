import type { Stage } from '../../../preload/contract/job.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import type { MediaEngine } from '../media-port.ts';
import type { CallLedger } from '../ledger-port.ts';
import type { Library } from '../library-port.ts';
import type { Transcriber, Usage } from '../provider-port.ts';
import type { ObjectStore } from '../store-port.ts';
import type { SpeechMap } from '../speech/speech-map.ts';

/** The decoded sound of a recording and where there is speech in it. */
export interface LectureSpeech {
  /** 16 kHz mono samples without a header, as `MediaEngine.encodeSegment` takes them. */
  readonly pcmPath: string;
  readonly speechMap: SpeechMap;
}

/** What turning speech into text needs. */
export interface TranscriptionDependencies {
  readonly library: Library;
  readonly ledger: CallLedger;
  readonly transcriber: Transcriber;
  readonly media: Pick<MediaEngine, 'encodeSegment'>;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** Settings in force; read when a task starts. */
  settings(): Settings;
  /** Sound and speech map; decodes again when the cached sound is gone. */
  speechOf(lectureId: string, signal: AbortSignal): Promise<LectureSpeech>;
  /** What a call costs, micro US dollars; null when no price is known. */
  price(model: string, usage: Usage): number | null;
  /** Queues the next stage; called inside the transaction that settles the job. */
  enqueueNext(stage: Stage, lectureId: string): void;
}
