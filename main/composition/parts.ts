import type { Preset } from '../../preload/contract/course.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Notes } from '../database/setting-rows.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emitter } from '../lib/emitter.ts';
import type { Home } from '../lib/home.ts';
import type { DocumentDependencies } from '../lectures/lecture-document.ts';
import type { SpeechCache } from '../pipeline/ingest/speech-cache.ts';
import type { MediaEngine } from '../pipeline/media-port.ts';
import type { CallLedger } from '../pipeline/ledger-port.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';
import type { JobStore } from '../queue/ports.ts';
import type { Queue } from '../queue/queue.ts';
import type { SecretVault } from '../settings/ports.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Announcer } from './announcer.ts';
import type { DiskRoom } from './disk-room.ts';
import type { Log } from '../lib/log.ts';
import type { ModelList } from './model-list.ts';
import type { Pricing } from './pricing.ts';
import type { Provider } from './provider.ts';

/** The assembled application: every part once, as the handlers use them. */
export interface Parts {
  readonly home: Home;
  readonly clock: Clock;
  readonly nextRevision: () => number;
  readonly events: Emitter<CoreEvent>;
  readonly announcer: Announcer;
  readonly settings: SettingsStore;
  readonly vault: SecretVault;
  readonly notes: Notes;
  readonly presets: readonly Preset[];
  readonly pricing: Pricing;
  readonly library: Library;
  readonly store: JobStore;
  readonly ledger: CallLedger;
  readonly queue: Queue;
  readonly objects: ObjectStore;
  readonly media: MediaEngine;
  readonly speech: SpeechCache;
  readonly models: ModelList;
  readonly provider: Provider;
  readonly documents: DocumentDependencies;
  readonly room: DiskRoom;
  readonly log: Log;
  /** Takes note of an error that is nobody's expected failure. */
  readonly report: (error: unknown) => void;
  /** Does something the application can live without; its failure is noted. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<void>;
}
