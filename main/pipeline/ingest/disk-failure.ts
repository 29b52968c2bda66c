import { LecternError, remedy } from '../../lib/failure.ts';

/**
 * What went wrong between reading a person's file and writing our copy. An error that names the file, or was met while reading, is the
 * recording's; every other one the disk's we write to. What is no error of the file system is answered as it is.
 * @param from the file that was read, null when there is none
 */
export function diskFailure(cause: unknown, from: string | null): unknown {
  if (cause instanceof LecternError || !(cause instanceof Error) || !('code' in cause)) return cause;
  const isSource =
    ('path' in cause && cause.path === from) || ('syscall' in cause && cause.syscall === 'read');
  return isSource ? sourceFailure(cause.code, cause) : targetFailure(cause.code, cause);
}

function sourceFailure(code: unknown, cause: Error): unknown {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return sourceMissing(cause);
    case 'EACCES':
    case 'EPERM':
      return sourceUnreadable('Lectern is not allowed to read the recording. Change its permissions.', cause);
    case 'EISDIR':
      return sourceUnreadable('There is a folder now where the recording was.', cause);
    default:
      return sourceUnreadable(
        'The disk the recording is on cannot be read. Connect it again or check it.',
        cause,
      );
  }
}

function targetFailure(code: unknown, cause: Error): unknown {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LecternError({
        code: 'STORAGE_FULL',
        message: 'The disk is full. Nothing is lost; work goes on as soon as there is room.',
        remedy: remedy('free-space', 'Free some space, then try now'),
        class: 'needs-user',
        scope: 'disk',
        cause,
      });
    case 'EROFS':
    case 'EEXIST':
    case 'EACCES':
    case 'EPERM':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EIO':
      return new LecternError({
        code: 'STORAGE_READ_ONLY',
        message: 'Lectern cannot write to its folder. The disk may be read-only or disconnected.',
        remedy: remedy('try-now', 'Try again'),
        class: 'needs-user',
        scope: 'storage',
        cause,
      });
    default:
      return cause;
  }
}

/** The job waits for a person, and goes on from "try now" once the file is back. */
function sourceMissing(cause: Error): LecternError {
  return new LecternError({
    code: 'SOURCE_MISSING',
    message:
      'The recording is not where it was. It was moved, renamed or is on a disk that is not connected.',
    remedy: remedy('try-now', 'Put it back, then try now'),
    class: 'needs-user',
    cause,
  });
}

function sourceUnreadable(message: string, cause: Error): LecternError {
  return new LecternError({
    code: 'SOURCE_UNREADABLE',
    message,
    remedy: remedy('try-now', 'Try now'),
    class: 'needs-user',
    cause,
  });
}
