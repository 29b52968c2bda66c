import { LecternError, remedy } from '../lib/failure.ts';

const chooseFile = remedy('choose-file', 'Choose another file');
const tryAgain = remedy('retry', 'Try again');

/** What a person is told about a recording that cannot be used. All are final for this file as it is now. */
const REFUSALS = {
  AUDIO_FILE_MISSING: ['The file is not there any more. It was moved, renamed or deleted.', chooseFile],
  AUDIO_IS_FOLDER: ['This is a folder or a device, not a recording.', chooseFile],
  AUDIO_NO_PERMISSION: [
    'Lectern is not allowed to read this file. Change its permissions, then try again.',
    tryAgain,
  ],
  AUDIO_READ_FAILED: [
    'The disk failed while the file was read. Check the disk or copy the file again.',
    tryAgain,
  ],
  AUDIO_STILL_GROWING: ['The file is still being written. Add it again when it is complete.', tryAgain],
  AUDIO_EMPTY_FILE: ['The file is empty: it has no bytes. Export or copy the recording again.', chooseFile],
  AUDIO_IS_TEXT: ['The file holds text, not sound, whatever its name says.', chooseFile],
  AUDIO_IS_WEB_PAGE: [
    'The file is a web page, not a recording. The download probably saved an error or sign-in page.',
    chooseFile,
  ],
  AUDIO_IS_PLAYLIST: [
    'The file is a playlist: it only names other files. Choose the recording itself.',
    chooseFile,
  ],
  AUDIO_NOT_A_RECORDING: ['The file is a document, a picture or an archive, not a recording.', chooseFile],
  AUDIO_UNREADABLE: ['The file is in no format of sound or video that Lectern knows.', chooseFile],
  AUDIO_DAMAGED: [
    'The recording is damaged or incomplete and cannot be opened. Copy or export it again from where it was made.',
    chooseFile,
  ],
  AUDIO_NO_TRACK: ['The file has no sound track, so there is nothing to transcribe.', chooseFile],
  AUDIO_ZERO_LENGTH: ['The sound track has no length: there is nothing to hear in it.', chooseFile],
  AUDIO_TOO_SHORT: ['The sound is shorter than a tenth of a second. No word fits into that.', chooseFile],
  AUDIO_TOO_LONG: ['The recording is longer than 24 hours. Split it into parts.', chooseFile],
  AUDIO_ENCRYPTED: [
    'The recording is copy-protected (encrypted), so it cannot be read. Get a copy without protection.',
    chooseFile,
  ],
} as const;

/** Code of a recording that is refused. */
export type AudioRefusal = keyof typeof REFUSALS;

/** A recording that cannot be used, with the plain reason. */
export function refusal(code: AudioRefusal, cause?: unknown): LecternError {
  const [message, action] = REFUSALS[code];
  return new LecternError({ code, message, remedy: action, class: 'fatal', cause });
}

/** Why a file could not be opened or read, from the system's error code. */
export function readFailure(systemCode: string | undefined, cause: unknown): LecternError {
  if (systemCode === 'ENOENT' || systemCode === 'ENOTDIR' || systemCode === 'ENAMETOOLONG') {
    return refusal('AUDIO_FILE_MISSING', cause);
  }
  if (systemCode === 'EACCES' || systemCode === 'EPERM') return refusal('AUDIO_NO_PERMISSION', cause);
  if (systemCode === 'EISDIR') return refusal('AUDIO_IS_FOLDER', cause);
  return refusal('AUDIO_READ_FAILED', cause);
}

/** Why a result could not be written, from the system's error code. */
export function writeFailure(systemCode: string | undefined, cause: unknown): LecternError {
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT') {
    return new LecternError({
      code: 'STORAGE_FULL',
      message: 'The disk is full. Nothing is lost; work goes on as soon as there is room.',
      remedy: remedy('free-space', 'Free some space, then try now'),
      class: 'needs-user',
      scope: 'disk',
      cause,
    });
  }
  return new LecternError({
    code: 'STORAGE_READ_ONLY',
    message: 'Lectern cannot write to its folder. The disk may be read-only or disconnected.',
    remedy: remedy('try-now', 'Try again'),
    class: 'needs-user',
    scope: 'storage',
    cause,
  });
}

/** The engine died in the middle of a task. */
export function engineCrashed(cause: unknown): LecternError {
  return new LecternError({
    code: 'AUDIO_ENGINE_CRASHED',
    message: 'The part of Lectern that reads recordings stopped unexpectedly and was restarted.',
    remedy: tryAgain,
    class: 'retryable',
    cause,
  });
}

/** The engine's files are not where the application expects them. */
export function engineMissing(cause: unknown): LecternError {
  return new LecternError({
    code: 'AUDIO_ENGINE_MISSING',
    message: 'The part of Lectern that reads recordings could not be started. Install Lectern again.',
    remedy: remedy('report', 'Show the log'),
    class: 'needs-user',
    scope: 'media',
    cause,
  });
}

/** The decoded sound of a lecture is gone or incomplete. */
export function segmentAudioMissing(cause: unknown): LecternError {
  return new LecternError({
    code: 'SEGMENT_AUDIO_MISSING',
    message:
      'The decoded sound of this lecture is missing or incomplete. It must be made again from the recording.',
    remedy: remedy('process-again', 'Process the recording again', 'ingest'),
    class: 'fatal',
    cause,
  });
}
