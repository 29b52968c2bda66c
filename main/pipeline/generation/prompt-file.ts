import { LecternError, remedy } from '../../lib/failure.ts';

/** A prompt file: its version from the front matter and its text. */
export interface PromptFile {
  readonly version: string;
  readonly text: string;
}

/** A page of instructions is 4 kB; anything this long is not a prompt. Characters. */
const MOST_CHARACTERS = 40_000;
const FRONT_MATTER = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/;
const VERSION_LINE = /^version:[ \t]*(\S{1,40})[ \t]*$/m;
const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Reads a prompt file. Throws `PROMPT_INVALID` (needs-user), naming the file and what is wrong with it. */
export function parsePrompt(content: string, fileName: string, placeholders: readonly string[]): PromptFile {
  if (content.length > MOST_CHARACTERS) throw promptInvalid(fileName, 'it is far too long');
  const [, head, body] = FRONT_MATTER.exec(content) ?? [];
  if (head === undefined || body === undefined) {
    throw promptInvalid(fileName, 'it does not begin with a head between two lines of ---');
  }
  const version = VERSION_LINE.exec(head)?.[1];
  if (version === undefined) throw promptInvalid(fileName, 'its head has no line such as "version: 1"');
  const text = body.replaceAll('\r\n', '\n').trim();
  if (text === '') throw promptInvalid(fileName, 'it is empty below its head');
  const unknown = [...text.matchAll(PLACEHOLDER)].find(([, name = '']) => !placeholders.includes(name));
  if (unknown !== undefined) {
    throw promptInvalid(fileName, `there is no placeholder ${unknown[0].slice(0, 60)}`);
  }
  return { version, text };
}

/** Puts values in the placeholders. What stands in a value is not looked at again. */
export function fillPrompt(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (placeholder: string, name: string) => values[name] ?? placeholder);
}

/** The failure for a prompt file that cannot be used. */
export function promptInvalid(fileName: string, problem: string, cause?: unknown): LecternError {
  return new LecternError({
    code: 'PROMPT_INVALID',
    message: `The prompt file "${fileName}" can't be used: ${problem}. Correct it, or remove your own copy to use the one that comes with Lectern.`,
    remedy: remedy('retry', 'Try again'),
    class: 'needs-user',
    cause,
  });
}
