import type { Failure } from '../../preload/contract/failure.ts';

/** Where a command writes. Results go to `out`; progress and everything else to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether progress can be redrawn in place. */
  readonly isInteractive: boolean;
  readonly columns: number;
}

/** Exit codes of the command line; README.md promises them. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notReady: 3, interrupted: 130 } as const;

/** A command's result: the one JSON document, the same for people, and the exit code. */
export interface CommandResult {
  readonly document: unknown;
  readonly text: string;
  readonly exitCode: number;
}

const usageCodes = new Set([
  'USAGE',
  'SETTINGS_INVALID',
  'SETTING_UNKNOWN',
  'FORMAT_NOT_AVAILABLE',
  'PRESET_UNKNOWN',
  'INPUT_INVALID',
]);
const notReadyCodes = new Set([
  'KEY_NOT_AVAILABLE',
  'READ_ONLY',
  'OWNER_GONE',
  'OWNER_CLOSING',
  'OWNER_NOT_ANSWERING',
  'OWNER_OTHER_VERSION',
  'DOOR_NOT_PRIVATE',
  'HOME_IN_USE',
  'HOME_NOT_WRITABLE',
  'KEYCHAIN_UNAVAILABLE',
  'COST_CEILING',
  'COST_MONTH_CEILING',
  'COST_UNKNOWN',
  'STAGE_PAUSED',
  'JOB_HELD',
  'STORAGE_UNAVAILABLE',
]);

/** Which exit code a failure means. */
export function exitCodeOf(failure: Failure): number {
  if (usageCodes.has(failure.code)) return exitCodes.usage;
  if (notReadyCodes.has(failure.code)) return exitCodes.notReady;
  return exitCodes.failed;
}

/** Writes a result: one JSON document, or text for people. */
export function writeResult(terminal: Terminal, result: CommandResult, asJson: boolean): number {
  if (asJson) terminal.out(`${JSON.stringify(result.document, null, 2)}\n`);
  else if (result.text !== '') terminal.out(result.text.endsWith('\n') ? result.text : `${result.text}\n`);
  return result.exitCode;
}

/** Writes a failure: `{ error }` as JSON, or the sentence with what to do. */
export function writeFailure(terminal: Terminal, failure: Failure, asJson: boolean): number {
  const { code, message, remedy } = failure;
  if (asJson) terminal.out(`${JSON.stringify({ error: { code, message, remedy } }, null, 2)}\n`);
  else
    terminal.err(`${message} (${code})\n${remedy.action === 'none' ? '' : `What to do: ${remedy.label}.\n`}`);
  return exitCodeOf(failure);
}

/** Lines of columns, each as wide as its widest cell; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
