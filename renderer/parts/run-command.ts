import { failureOf } from '../bridge/failure-error.ts';
import { invoke, type PageCommandName, type PageReply, type PageRequest } from '../bridge/lectern.ts';
import { say } from '../ui/toast.tsx';

/**
 * Sends a command for a button. A failure is said at the foot of the window; the answer is then null.
 * Nothing is written here: the page changes when the core tells its new view.
 */
export async function runCommand<Name extends PageCommandName>(
  name: Name,
  input: PageRequest<Name>,
): Promise<PageReply<Name> | null> {
  try {
    return await invoke(name, input);
  } catch (error) {
    say(failureOf(error).message);
    return null;
  }
}
