import type { SecretName, SecretPlace, SecretStates } from '../../preload/contract/settings.ts';

/** Saved settings as rows: a key and its value as JSON text. */
export interface SettingRows {
  all(): ReadonlyMap<string, string>;
  /** Writes the rows in one durable transaction; null removes one. */
  write(rows: ReadonlyMap<string, string | null>): void;
}

/**
 * Where keys are kept. Values leave it only towards the provider's adapter.
 * `read` answers null when there is none; `write` throws `KEYCHAIN_UNAVAILABLE` when the place cannot be used.
 */
export interface SecretVault {
  read(name: SecretName): Promise<string | null>;
  write(name: SecretName, value: string | null, place: SecretPlace | null): Promise<void>;
  states(): Promise<SecretStates>;
  /** Whether the system's keychain can be used, and what it is called, for the question where to keep a key. */
  keychain(): Promise<{ readonly available: boolean; readonly name: string }>;
}
