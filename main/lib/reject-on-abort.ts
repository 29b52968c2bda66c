import { LecternError, remedy } from './failure.ts';

/** Answers as `work` does, or throws `INTERRUPTED` as soon as the signal is aborted, whatever `work` does then. */
export async function rejectOnAbort<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(interrupted());
    stop = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]).finally(stop);
}

/** A command that was ended before it was done. */
export function interrupted(): LecternError {
  return new LecternError({
    code: 'INTERRUPTED',
    message: 'Stopped before it was done. What is done stays.',
    remedy: remedy('retry', 'Start again'),
    class: 'fatal',
  });
}
