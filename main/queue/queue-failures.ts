import { LecternError, remedy, type StoredFailure } from '../lib/failure.ts';

/** No job has this id. */
export function jobNotFound(): LecternError {
  return new LecternError({
    code: 'JOB_NOT_FOUND',
    message: 'There is no such job.',
    remedy: remedy('none', 'Look at the list of jobs'),
    class: 'fatal',
  });
}

/** The subject has an open job of this stage. */
export function jobAlreadyOpen(cause?: unknown): LecternError {
  return new LecternError({
    code: 'JOB_ALREADY_OPEN',
    message: 'This is already queued or running.',
    remedy: remedy('wait', 'Wait until it is done'),
    class: 'fatal',
    cause,
  });
}

/** Only a failed job can be retried. */
export function jobNotFailed(status: string): LecternError {
  const wayOn = status === 'cancelled' ? ' Replay its stage to go on: what is done stays.' : '';
  return new LecternError({
    code: 'JOB_NOT_FAILED',
    message: `Only a failed job can be retried; this one is ${status}.${wayOn}`,
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}

/** The job has ended. */
export function jobNotOpen(status: string): LecternError {
  return new LecternError({
    code: 'JOB_NOT_OPEN',
    message: `This job has already ended: it is ${status}.`,
    remedy: remedy('none', 'Nothing to do'),
    class: 'fatal',
  });
}

/** The job is running. */
export function jobRunning(): LecternError {
  return new LecternError({
    code: 'JOB_RUNNING',
    message: 'This job is running. Cancel it first.',
    remedy: remedy('wait', 'Wait until it is done'),
    class: 'fatal',
  });
}

/** Why a job fails whose process died under it three times with no task finished in between. */
export const jobCrashedApp: StoredFailure = {
  code: 'JOB_CRASHED_APP',
  message:
    'Lectern stopped unexpectedly three times while working on this. It was set aside so that everything else goes on.',
  remedy: remedy('retry', 'Try again'),
  class: 'fatal',
};
