import { LecternError, remedy } from '../lib/failure.ts';
import type { FailureInput } from '../lib/failure.ts';

type Known = Omit<FailureInput, 'cause'>;

const full: Known = {
  code: 'STORAGE_FULL',
  message:
    'The disk that holds the lectures is full. Nothing is lost; work goes on as soon as there is room.',
  remedy: remedy('free-space', 'Free some space'),
  class: 'needs-user',
  scope: 'disk',
};

const readOnly: Known = {
  code: 'STORAGE_READ_ONLY',
  message: 'The folder that holds the lectures is on a disk that can only be read, so nothing can be saved.',
  remedy: remedy('open-settings', 'Choose another folder', 'storage.folder'),
  class: 'needs-user',
  scope: 'storage',
};

const denied: Known = {
  code: 'STORAGE_DENIED',
  message: "Lectern may not use the folder that holds the lectures. Change the folder's permissions.",
  remedy: remedy('open-settings', 'Choose another folder', 'storage.folder'),
  class: 'needs-user',
  scope: 'storage',
};

const unavailable: Known = {
  code: 'STORAGE_UNAVAILABLE',
  message:
    'The folder that holds the lectures cannot be reached. If it is on another disk, connect the disk.',
  remedy: remedy('try-now', 'Look again'),
  class: 'needs-user',
  scope: 'storage',
};

const busy: Known = {
  code: 'STORAGE_BUSY',
  message: 'The folder that holds the lectures was busy.',
  remedy: remedy('wait', 'Wait'),
  class: 'retryable',
};

/** Meaning of the system's error codes for a folder that is used as a store. */
const meanings: Readonly<Record<string, Known>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: readOnly,
  EACCES: denied,
  EPERM: denied,
  ENOENT: unavailable,
  ENOTDIR: unavailable,
  EIO: unavailable,
  ENXIO: unavailable,
  ENODEV: unavailable,
  ESTALE: unavailable,
  ENOTCONN: unavailable,
  EHOSTDOWN: unavailable,
  ETIMEDOUT: unavailable,
  EBUSY: busy,
  EMFILE: busy,
  ENFILE: busy,
};

/** The system's code of an error, such as `ENOSPC`; empty when it has none. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Turns an error of the file system into a failure of the store. What is none (a bug, an abort) is handed back as it is. */
export function translateStorageError(error: unknown): unknown {
  const known = meanings[systemCode(error)];
  return known === undefined ? error : new LecternError({ ...known, cause: error });
}

/** The key is taken by other bytes. */
export function objectExists(): LecternError {
  return new LecternError({
    code: 'OBJECT_EXISTS',
    message: 'There is another file where this one belongs. It was left as it is.',
    remedy: remedy('report', 'Show the log'),
    class: 'fatal',
  });
}

/** There is no object under the key. */
export function objectMissing(cause: unknown): LecternError {
  return new LecternError({
    code: 'OBJECT_MISSING',
    message: 'A stored file of this lecture is missing. Somebody may have moved or deleted it.',
    remedy: remedy('open-lecture', 'Check the lecture'),
    class: 'fatal',
    cause,
  });
}

/** The file that was to be stored could not be read. */
export function sourceUnreadable(cause: unknown): LecternError {
  return new LecternError({
    code: 'SOURCE_UNREADABLE',
    message: 'The file cannot be read any more. It may have been moved, or its disk disconnected.',
    remedy: remedy('choose-file', 'Choose the file again'),
    class: 'fatal',
    cause,
  });
}

/** What was read is not what was announced. */
export function sourceChanged(): LecternError {
  return new LecternError({
    code: 'SOURCE_CHANGED',
    message: 'The file changed while it was being copied. It is probably still being written.',
    remedy: remedy('retry', 'Try again'),
    class: 'retryable',
  });
}
