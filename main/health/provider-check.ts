import type { Check, Finding } from './check-health.ts';

/** What the provider check asks with. */
export interface ProviderQuestions {
  hasKey(): Promise<boolean>;
  /** A free call. Throws the provider's failure. */
  models(
    signal: AbortSignal,
  ): Promise<readonly { readonly id: string; readonly shutdownDate: string | null }[]>;
  /** Models the settings name, with what for. */
  wanted(): readonly { readonly model: string; readonly purpose: string }[];
  /** Sentences about closed gates of the provider: breaker, throttling, holds. */
  closedGates(): readonly string[];
  now(): number;
}

/** A model that ends sooner than this is worth a warning. Milliseconds. */
const WARNING_TIME_MS = 60 * 86_400_000;

/** Key, models and their ends, and whether the queue is turned away just now. */
export function providerCheck(questions: ProviderQuestions): Check {
  return async (signal) => {
    if (!(await questions.hasKey())) {
      return {
        status: 'failed',
        message: 'There is no key for the server yet.',
        remedy: { action: 'enter-key', label: 'Add your key' },
      };
    }
    const models = await questions.models(signal);
    const trouble =
      missingModel(questions, models) ?? endingModel(questions, models) ?? turnedAway(questions);
    return (
      trouble ?? { status: 'ok', message: `The key is good; ${models.length} models answer.`, remedy: null }
    );
  };
}

type Models = Awaited<ReturnType<ProviderQuestions['models']>>;

function missingModel(questions: ProviderQuestions, models: Models): Finding | null {
  // Some compatible servers list nothing at all; that proves nothing.
  if (models.length === 0) return null;
  const missing = questions.wanted().find(({ model }) => !models.some((one) => one.id === model));
  if (missing === undefined) return null;
  return {
    status: 'failed',
    message: `The model ${missing.model} for ${missing.purpose} is not offered by this server.`,
    remedy: { action: 'choose-model', label: 'Choose another model' },
  };
}

/** The wanted model that ends first, when that is soon. */
function endingModel(questions: ProviderQuestions, models: Models): Finding | null {
  const ends = questions.wanted().flatMap(({ model, purpose }) => {
    const date = models.find((one) => one.id === model)?.shutdownDate ?? null;
    const leftMs = date === null ? Number.NaN : Date.parse(date) - questions.now();
    return leftMs <= WARNING_TIME_MS ? [{ model, purpose, date, leftMs }] : [];
  });
  const [first] = ends.toSorted((one, other) => one.leftMs - other.leftMs);
  if (first === undefined) return null;
  const isGone = first.leftMs <= 0;
  return {
    status: isGone ? 'failed' : 'degraded',
    message: `The model ${first.model} for ${first.purpose} ${isGone ? 'was' : 'will be'} shut down on ${first.date}.`,
    remedy: { action: 'choose-model', label: 'Choose another model' },
  };
}

function turnedAway(questions: ProviderQuestions): Finding | null {
  const [first] = questions.closedGates();
  if (first === undefined) return null;
  return { status: 'degraded', message: first, remedy: { action: 'try-now', label: 'Try now' } };
}
