import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Failure, Reply } from '../../preload/contract/failure.ts';
import type { SecretName, SecretPlace, SecretStates } from '../../preload/contract/settings.ts';

/** What the core in its thread asks of the desktop, because only the main process of the app can do it. */
export interface DesktopQuestions {
  'read-secret': { input: { name: SecretName }; output: string | null };
  'write-secret': {
    input: { name: SecretName; value: string | null; place: SecretPlace | null };
    output: null;
  };
  'secret-states': { input: null; output: SecretStates };
  keychain: { input: null; output: { available: boolean; name: string } };
}
export type DesktopQuestion = keyof DesktopQuestions;

/** From the main process to the core's thread. */
export type MessageToCore =
  | { readonly kind: 'call'; readonly id: number; readonly command: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly kind: 'stop' };

/** From the core's thread to the main process. */
export type MessageFromCore =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-started'; readonly failure: Failure }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly kind: 'event'; readonly event: CoreEvent }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly question: DesktopQuestion;
      readonly input: unknown;
    };

/** What the thread is started with. */
export interface CoreThreadData {
  readonly home: string;
  /** Folder of the files shipped with the app: prompts, presets, prices, the example. */
  readonly resources: string;
  readonly environment: Readonly<Record<string, string>>;
}
