import type { Stage } from '../preload/contract/job.ts';
import type { EngineLocation } from './media/engine-thread.ts';
import type { SecretVault } from './settings/ports.ts';
import type { SettingOverrides } from './settings/settings.ts';

/** What the application stands on. Nothing here is Electron's. */
export interface CoreOptions {
  readonly kind: 'app' | 'cli';
  /** Folder of the database, logs, cache and, unless settings say otherwise, the objects. */
  readonly home: string;
  /** Folder of the files shipped with the app. */
  readonly resources: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly vault: SecretVault;
  /** Which stages are worked on here. */
  readonly work: 'all' | 'none' | readonly Stage[];
  /** Settings that flags give; they go before the environment. */
  readonly overrides?: SettingOverrides;
  /** Where the media engine lies, when that is not beside this file. */
  readonly engine?: EngineLocation;
}
