import type { CommandOutput, CommandRequest } from '../../preload/contract/commands.ts';
import type { DesktopCommandInput, DesktopCommandOutput } from '../../preload/contract/desktop-commands.ts';
import type { CoreEvent } from '../../preload/contract/events.ts';
import type { Reply } from '../../preload/contract/failure.ts';
import type { CommandName, DesktopCommandName } from '../../preload/contract/names.ts';
import { FailureError } from './failure-error.ts';

/** What the preload puts on the window. */
export interface LecternBridge {
  readonly invoke: (name: string, input: unknown) => Promise<Reply<unknown>>;
  readonly subscribe: (listener: (event: CoreEvent) => void) => () => void;
  readonly pathOf: (file: File) => string;
}

declare global {
  interface Window {
    readonly lectern: LecternBridge;
  }
}

/** Every command the page may send: the core's and the desktop's. */
export type PageCommandName = CommandName | DesktopCommandName;

export type PageRequest<Name extends PageCommandName> = Name extends CommandName
  ? CommandRequest<Name>
  : Name extends DesktopCommandName
    ? DesktopCommandInput<Name>
    : never;

export type PageReply<Name extends PageCommandName> = Name extends CommandName
  ? CommandOutput<Name>
  : Name extends DesktopCommandName
    ? DesktopCommandOutput<Name>
    : never;

/**
 * Sends a command and answers with its value.
 * @throws FailureError with the failure of the reply, or `APP_NOT_ANSWERING` when there was none
 */
export async function invoke<Name extends PageCommandName>(
  name: Name,
  input: PageRequest<Name>,
): Promise<PageReply<Name>> {
  const reply = await ask(name, input);
  if (!reply.ok) throw new FailureError(reply.failure);
  // The other side parses every answer with the schema this type is inferred from.
  return reply.value as PageReply<Name>;
}

/** Calls `listener` with every event until the returned function is called. */
export function subscribe(listener: (event: CoreEvent) => void): () => void {
  return window.lectern.subscribe(listener);
}

/** Paths of dropped files and folders; what has no place on disk is left out. */
export function pathsOf(files: Iterable<File>): string[] {
  return Array.from(files, (file) => window.lectern.pathOf(file)).filter((path) => path !== '');
}

/** Address of the playback audio of a lecture. */
export function mediaAddress(lectureId: string): string {
  return `lectern://media/${encodeURIComponent(lectureId)}`;
}

async function ask(name: string, input: unknown): Promise<Reply<unknown>> {
  try {
    return await window.lectern.invoke(name, input);
  } catch (cause) {
    throw new FailureError(
      {
        code: 'APP_NOT_ANSWERING',
        message: 'Lectern did not answer. Nothing is lost; try again in a moment.',
        remedy: { action: 'retry', label: 'Try again' },
      },
      { cause },
    );
  }
}
