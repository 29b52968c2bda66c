import { LecternError, remedy } from '../../lib/failure.ts';

/**
 * What went wrong between reading a person's file and writing our copy. `from` is the file that was read: an error that names it is
 * the recording's, every other one the disk's we write to.
 */
export function diskFailure(cause: unknown, from: string): unknown {
  if (cause instanceof LecternError || !(cause instanceof Error) || !('code' in cause)) return cause;
  const isSource = 'path' in cause && cause.path === from;
  switch (cause.code) {
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
    case 'ENOENT':
      return isSource
        ? sourceFailure(
            'SOURCE_MISSING',
            'The recording is not where it was. It was moved, renamed or is on a disk that is not connected.',
            cause,
          )
        : writeFailure(cause);
    case 'EACCES':
    case 'EPERM':
      return isSource
        ? sourceFailure('SOURCE_UNREADABLE', 'Lectern is not allowed to read the recording.', cause)
        : writeFailure(cause);
    case 'EIO':
      return isSource
        ? sourceFailure('SOURCE_UNREADABLE', 'The disk the recording is on cannot be read.', cause)
        : writeFailure(cause);
    case 'EROFS':
      return writeFailure(cause);
    default:
      return cause;
  }
}

function sourceFailure(code: string, message: string, cause: unknown): LecternError {
  return new LecternError({
    code,
    message,
    remedy: remedy('retry', 'Try again when the file is there'),
    class: 'needs-user',
    cause,
  });
}

function writeFailure(cause: unknown): LecternError {
  return new LecternError({
    code: 'STORAGE_READ_ONLY',
    message: 'Lectern cannot write to its folder. The disk may be read-only or disconnected.',
    remedy: remedy('try-now', 'Try again'),
    class: 'needs-user',
    scope: 'storage',
    cause,
  });
}
