import type { CommandOutput } from '../../../preload/contract/commands.ts';
import type { DesktopCommandOutput } from '../../../preload/contract/desktop-commands.ts';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import type { Failure, Reply } from '../../../preload/contract/failure.ts';
import type { CommandName, DesktopCommandName } from '../../../preload/contract/names.ts';

type ValueOf<Name> = Name extends CommandName
  ? CommandOutput<Name>
  : Name extends DesktopCommandName
    ? DesktopCommandOutput<Name>
    : never;

/** What the other side answers: a value or a failure, by command, from the input. */
export type Answers = {
  [Name in CommandName | DesktopCommandName]?: (
    input: Record<string, unknown>,
  ) => ValueOf<Name> | Failure | Promise<ValueOf<Name> | Failure>;
};

/** A command as the page sent it. */
export interface SentCommand {
  readonly name: string;
  readonly input: unknown;
}

/** The other side of the page, as the preload would show it. */
export interface FakeBridge {
  readonly invoke: (name: string, input: unknown) => Promise<Reply<unknown>>;
  readonly subscribe: (listener: (event: CoreEvent) => void) => () => void;
  readonly pathOf: (file: File) => string;
  /** Everything the page has sent, oldest first. */
  readonly sent: SentCommand[];
  readonly emit: (event: CoreEvent) => void;
  /** Replaces single answers. */
  readonly answer: (more: Answers) => void;
}

/** A bridge that answers from a table. A command without an answer fails as `NOT_ANSWERED`. */
export function fakeBridge(answers: Answers): FakeBridge {
  const listeners = new Set<(event: CoreEvent) => void>();
  const sent: SentCommand[] = [];
  const table: Record<string, ((input: Record<string, unknown>) => unknown) | undefined> = { ...answers };
  return {
    sent,
    invoke: async (name, input) => {
      sent.push({ name, input });
      const answer = table[name];
      if (answer === undefined) return { ok: false, failure: notAnswered(name) };
      const value = await answer(input as Record<string, unknown>);
      return isFailure(value) ? { ok: false, failure: value } : { ok: true, value };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pathOf: (file) => `/recordings/${file.name}`,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    answer: (more) => {
      Object.assign(table, more);
    },
  };
}

/** Puts the bridge where the page looks for it. */
export function installBridge(bridge: FakeBridge): void {
  Object.defineProperty(window, 'lectern', { value: bridge, configurable: true });
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'remedy' in value && 'code' in value;
}

function notAnswered(name: string): Failure {
  return {
    code: 'NOT_ANSWERED',
    message: `The test has no answer for "${name}".`,
    remedy: { action: 'none', label: '' },
  };
}
