import type { Clock } from '../lib/clock.ts';
import type { ListedModel } from '../pipeline/provider-port.ts';
import type { OpenAiModels } from '../providers/openai-models.ts';

/** The server's models with the list it gave last, so that choosing a fallback needs no request. */
export interface ModelList extends OpenAiModels {
  /** Empty while it was never asked. */
  lastSeen(): readonly ListedModel[];
  /** Asks again when the list is older than a day; a failure changes nothing. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Another server or key: what was seen says nothing any more. */
  forget(): void;
}

const FRESH_MS = 86_400_000;

/** Remembers what the server's own list says. */
export function createModelList(models: OpenAiModels, clock: Clock): ModelList {
  let seen: readonly ListedModel[] = [];
  let seenAt = 0;
  const list: ModelList['list'] = async (signal, credentials) => {
    const listed = await models.list(signal, credentials);
    // Another address that is only being tried says nothing about the server in use.
    if (credentials === undefined) {
      seen = listed;
      seenAt = clock.now();
    }
    return listed;
  };
  return {
    list,
    answers: (signal) => models.answers(signal),
    lastSeen: () => seen,
    async refresh(signal) {
      if (clock.now() - seenAt < FRESH_MS) return;
      await list(signal).catch(() => undefined);
    },
    forget() {
      seen = [];
      seenAt = 0;
    },
  };
}
