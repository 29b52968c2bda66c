import type { Stage } from '../../preload/contract/job.ts';
import type { CoreClient } from '../lib/core-client.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import type { Terminal } from './output.ts';

/** Which stages a core in this process works on; an owner that is already there works as it does. */
export type Work = 'none' | 'all' | readonly Stage[];

/** What a command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly asJson: boolean;
  /** The owner's core, or one started here. It is closed after the command. */
  connect(work: Work): Promise<CoreClient>;
}

/** A mistake in how a command was called: exit code 2. */
export function usageError(message: string): LecternError {
  return new LecternError({
    code: 'USAGE',
    message,
    remedy: remedy('none', 'See lectern --help'),
    class: 'fatal',
  });
}

/** No key where a command needs one: exit code 3. */
export function keyNotAvailable(): LecternError {
  return new LecternError({
    code: 'KEY_NOT_AVAILABLE',
    message:
      'There is no key for the server. Set OPENAI_API_KEY, use --api-key-stdin, or open the app, which keeps one.',
    remedy: remedy('enter-key', 'Give a key'),
    class: 'needs-user',
    scope: 'provider',
  });
}
