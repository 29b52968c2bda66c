import type { CallIntent } from '../pipeline/ledger-port.ts';

/** What is known about a request that failed. Never contents, never the key. */
export interface FailureContext {
  readonly host: string;
  /** Loopback or local network. */
  readonly isLocal: boolean;
  /** Null for calls that cost nothing, such as the list of models. */
  readonly endpoint: CallIntent['endpoint'] | null;
  readonly model: string | null;
  /** Epoch milliseconds at which the failure was seen. */
  readonly now: number;
  /** Whether other hosts can be reached; only looked at when the connection failed. */
  readonly otherHostsAnswer: boolean;
}

/** Scope of failures that touch everything of the configured server. */
export const PROVIDER_SCOPE = 'provider';

/** Scope of failures that touch one model at one endpoint; of the whole server where there is no model. */
export function modelScope(context: FailureContext): string {
  const { endpoint, model } = context;
  return endpoint === null || model === null ? PROVIDER_SCOPE : `provider:${endpoint}:${model}`;
}

/** The setting that names the model of an endpoint, as target of a remedy. */
export function modelSetting(context: FailureContext): string {
  return context.endpoint === 'audio/transcriptions' ? 'transcription.model' : 'generation.model';
}
