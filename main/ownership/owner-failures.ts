import { LecternError, remedy } from '../lib/failure.ts';
import type { OwnerRecord } from './owner-record.ts';

/** Another process is the owner of the home. `owner` is null when it has not said yet who it is. */
export function homeInUse(owner: OwnerRecord | null): LecternError {
  return new LecternError({
    code: 'HOME_IN_USE',
    message: `${describeOwner(owner)} is using this home. One at a time can work on it.`,
    remedy:
      owner?.kind === 'app'
        ? remedy('start-app', 'Go on in the open app')
        : remedy('wait', 'Wait until it has ended, then try again'),
    class: 'needs-user',
  });
}

/** There is an owner, and it stays silent: it is still starting, hangs, or is paused. */
export function ownerNotAnswering(owner: OwnerRecord | null, cause?: unknown): LecternError {
  return new LecternError({
    code: 'OWNER_NOT_ANSWERING',
    message: `${describeOwner(owner)} is using this home but does not answer. It may still be starting.`,
    remedy: remedy('wait', 'Try again in a moment; if that does not help, end it'),
    class: 'needs-user',
    cause,
  });
}

/** The owner ended before it answered a call. */
export function ownerGone(): LecternError {
  return new LecternError({
    code: 'OWNER_GONE',
    message:
      'Lectern ended before it answered, so this may or may not have been done. What was saved is not lost.',
    remedy: remedy('retry', 'Look at the library, then try again'),
    class: 'needs-user',
  });
}

/** The owner is about to end and has not carried out the call. */
export function ownerClosing(): LecternError {
  return new LecternError({
    code: 'OWNER_CLOSING',
    message: 'Lectern is closing, so this was not done.',
    remedy: remedy('retry', 'Try again in a moment'),
    class: 'needs-user',
  });
}

/** The owner is a Lectern that speaks another version of the socket's language. */
export function ownerOtherVersion(owner: OwnerRecord | null): LecternError {
  return new LecternError({
    code: 'OWNER_OTHER_VERSION',
    message: `${describeOwner(owner)} is using this home and is of another version than this command.`,
    remedy: remedy('none', 'Close it, or use the command that came with it'),
    class: 'needs-user',
  });
}

/** The folder of the socket could be entered by someone else. */
export function doorNotPrivate(folder: string): LecternError {
  return new LecternError({
    code: 'DOOR_NOT_PRIVATE',
    message: `The folder ${folder} belongs to someone else or is open to others, so commands are not passed through it.`,
    remedy: remedy('none', 'Remove that folder, then start Lectern again'),
    class: 'needs-user',
  });
}

/** A message is larger than the socket carries. */
export function messageTooLarge(): LecternError {
  return new LecternError({
    code: 'MESSAGE_TOO_LARGE',
    message: 'A message between two parts of Lectern is larger than 64 MB and was refused.',
    remedy: remedy('report', 'Show the log'),
    class: 'fatal',
  });
}

/** What came through the socket is no message of ours. */
export function messageInvalid(): LecternError {
  return new LecternError({
    code: 'MESSAGE_INVALID',
    message: 'A message to Lectern could not be understood and was refused.',
    remedy: remedy('none', 'Use the command that came with the running Lectern'),
    class: 'fatal',
  });
}

/** One program asks for more at once than is ever sensible. */
export function tooManyCalls(): LecternError {
  return new LecternError({
    code: 'TOO_MANY_CALLS',
    message: 'Lectern is still busy with 1000 calls of this program and took no more.',
    remedy: remedy('wait', 'Wait for answers, then try again'),
    class: 'retryable',
  });
}

function describeOwner(owner: OwnerRecord | null): string {
  if (owner === null) return 'Another Lectern';
  return owner.kind === 'app'
    ? `The Lectern app (process ${owner.pid})`
    : `Another lectern command (process ${owner.pid})`;
}
