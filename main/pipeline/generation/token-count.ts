/** Counts the tokens of a text. */
export type CountTokens = (text: string) => number;

let loading: Promise<CountTokens> | null = null;

/**
 * Loads the tokenizer on first use (a quarter of a second, one encoding). `o200k_base` is exact for OpenAI's models since 2024 and near
 * enough for others. Text that looks like a control token of a model is counted as the text it is.
 */
export function loadTokenCounter(): Promise<CountTokens> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens }) =>
      (text) =>
        countTokens(text, { disallowedSpecial: new Set() }),
  );
  return loading;
}
