import type { ListedModel } from '../provider-port.ts';

/** A model is no fallback when it ends within this time. */
const NOTICE_MS = 60 * 24 * 3_600_000;
/** Model families that write text; the list of a server holds speech, image and embedding models too. */
const WRITES_TEXT = /^gpt-\d/;
const OTHER_KINDS = /transcribe|audio|realtime|image|tts|search|instruct|codex|embedding|live/;

/** What decides the fallback. */
export interface FallbackInput {
  readonly mainModel: string;
  /** The setting; null lets the list decide. */
  readonly chosen: string | null;
  /** What the server says it has; empty when it was not asked or has no list. */
  readonly listed: readonly ListedModel[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The model that takes over while the main one fails: the person's, else a text model of the live list with no shutdown date inside 60
 * days, the main model's own family first, the highest version first after that; else none.
 */
export function fallbackModel({ mainModel, chosen, listed, now }: FallbackInput): string | null {
  if (chosen !== null) return chosen === mainModel ? null : chosen;
  const candidates = listed
    .filter(({ id }) => id !== mainModel && WRITES_TEXT.test(id) && !OTHER_KINDS.test(id))
    .filter(({ shutdownDate }) => shutdownDate === null || Date.parse(shutdownDate) - now > NOTICE_MS)
    .toSorted(
      (one, other) =>
        Number(isFamily(other.id, mainModel)) - Number(isFamily(one.id, mainModel)) ||
        other.id.localeCompare(one.id, 'en', { numeric: true }),
    );
  return candidates[0]?.id ?? null;
}

/** What decides which model writes. */
export interface ModelInput {
  readonly mainModel: string;
  readonly fallback: string | null;
  /** A person switched to the fallback by hand. */
  readonly isFallbackForced: boolean;
  /** True while the breaker of a model is open. */
  readonly isHeld: (model: string) => boolean;
}

/** The model that writes now: the main one, or the fallback by hand or while the main model's breaker is open and the fallback's is not. */
export function chooseModel({ mainModel, fallback, isFallbackForced, isHeld }: ModelInput): string {
  if (fallback === null) return mainModel;
  const takesOver = isFallbackForced || (isHeld(mainModel) && !isHeld(fallback));
  return takesOver ? fallback : mainModel;
}

/** `gpt-6-luna` and `gpt-6.1-terra` are of one family: the number before the dot. */
function isFamily(id: string, mainModel: string): boolean {
  const family = (name: string): string | undefined => /^gpt-(\d+)/.exec(name)?.[1];
  return family(id) !== undefined && family(id) === family(mainModel);
}
