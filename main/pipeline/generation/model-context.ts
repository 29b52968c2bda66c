import { LecternError, remedy } from '../../lib/failure.ts';
import type { CountTokens } from './token-count.ts';

interface ModelContext {
  /** Tokens of input and output together. */
  readonly contextTokens: number;
  readonly outputTokens: number;
}

/** Published sizes by the beginning of the model's name, the longest that fits counts. Source: OpenAI's model pages, November 2026. */
const contexts: Readonly<Record<string, ModelContext>> = {
  'gpt-6-luna': { contextTokens: 1_050_000, outputTokens: 128_000 },
  'gpt-5': { contextTokens: 400_000, outputTokens: 128_000 },
  'gpt-4.1': { contextTokens: 1_047_576, outputTokens: 32_768 },
  'gpt-4o': { contextTokens: 128_000, outputTokens: 16_384 },
};
/** For models nobody has described: the size most current models have at least. */
const conservative: ModelContext = { contextTokens: 128_000, outputTokens: 16_384 };

/** Kept free of what is counted: other tokenizers count differently. */
const MARGIN = 0.95;
/** Below this a section of the lecture is no more than a few sentences. Tokens. */
const LEAST_INPUT_TOKENS = 200;
/** Output that a small server is still asked for: an outline takes about this much. Tokens. */
const LEAST_OUTPUT_TOKENS = 8_000;

/** What one request may hold. */
export interface RequestBudget {
  /** For the quoted transcript or notes, without instructions and schema. Tokens. */
  readonly inputTokens: number;
  readonly maxOutputTokens: number;
}

/** The published size of a model, or the conservative one. */
export function contextOf(model: string): ModelContext {
  const [fits] = Object.keys(contexts)
    .filter((name) => model.startsWith(name))
    .toSorted((one, other) => other.length - one.length);
  return (fits === undefined ? null : contexts[fits]) ?? conservative;
}

/**
 * Divides the context of a model. A person's own budget (`generation.contextTokens`) is what one request may send; otherwise it is what
 * the model's context leaves beside its output. Throws `CONTEXT_TOO_SMALL` (needs-user) when the instructions alone fill it.
 */
export function requestBudget(
  model: string,
  ownBudget: number | null,
  fixedText: string,
  countTokens: CountTokens,
): RequestBudget {
  const context = contextOf(model);
  const { contextTokens } = context;
  const maxOutputTokens = outputTokensFor(context, ownBudget);
  const sent = ownBudget ?? contextTokens - maxOutputTokens;
  const inputTokens = Math.floor((sent - countTokens(fixedText)) * MARGIN);
  if (inputTokens < LEAST_INPUT_TOKENS) throw contextTooSmall();
  return { inputTokens, maxOutputTokens };
}

/** Somebody's own server may refuse a request whose output could pass its context, so a small budget there means a small output too. */
function outputTokensFor(context: ModelContext, ownBudget: number | null): number {
  if (ownBudget === null || context !== conservative) return context.outputTokens;
  return Math.min(context.outputTokens, Math.max(LEAST_OUTPUT_TOKENS, ownBudget));
}

function contextTooSmall(): LecternError {
  return new LecternError({
    code: 'CONTEXT_TOO_SMALL',
    message:
      'The context budget is too small: the instructions alone fill it, so nothing of the lecture fits. Raise it or leave it empty.',
    remedy: remedy('open-settings', 'Change the budget', 'generation.contextTokens'),
    class: 'needs-user',
  });
}
