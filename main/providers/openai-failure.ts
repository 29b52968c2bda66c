import type { APIError } from 'openai';
import { LecternError, remedy } from '../lib/failure.ts';
import { connectionFailure } from './connection-failure.ts';
import { modelScope, PROVIDER_SCOPE, type FailureContext } from './failure-context.ts';
import { answerNotApi } from './provider-failures.ts';
import type { Refusal } from './refusal.ts';
import { statusFailure } from './status-failure.ts';

/**
 * The one place where errors of the client, of its connections and of the server become a `LecternError`. Every failure has
 * a class and, where more than this request is touched, a scope: `provider` or `provider:<endpoint>:<model>`.
 */
export function translateProviderError(error: unknown, context: FailureContext): LecternError {
  if (error instanceof LecternError) return error;
  if (isRefusal(error))
    return new LecternError({ ...statusFailure(refusalOf(error), context), cause: error });
  return new LecternError({ ...connectionFailure(error, context), cause: error });
}

/** A good status with a web page below it, as a network's sign-in page has. */
export function webPageError(status: number, context: FailureContext): LecternError {
  return new LecternError({ ...answerNotApi(context), status });
}

/** No key is set, or none can be read in this process. Nothing was sent. */
export function keyNotAvailable(host: string): LecternError {
  return new LecternError({
    code: 'KEY_NOT_AVAILABLE',
    message: `There is no key for ${host}. Enter one in the settings; a server that needs none takes any word.`,
    remedy: remedy('enter-key', 'Enter key'),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  });
}

/** An answer of good status that cannot be understood. It may well have been paid for. */
export function answerBroken(context: FailureContext, cause?: unknown): LecternError {
  return new LecternError({
    code: 'ANSWER_BROKEN',
    message: `The answer of ${context.host} cannot be read.`,
    remedy: remedy('retry', 'Try again'),
    class: 'retryable',
    scope: modelScope(context),
    mayBeBilled: true,
    cause,
  });
}

/** True for a body that is a web page, judged by its type and its first sign. */
export function isWebPage(contentType: string | null, body: string): boolean {
  return contentType?.includes('text/html') === true || /^\s*<(!doctype|html)/i.test(body);
}

/** An error of the client that stands for an answer of the server; its other errors have no status. */
interface RefusedRequest extends APIError {
  readonly status: number;
}

function isRefusal(error: unknown): error is RefusedRequest {
  // Told by its shape, so that the client need not be loaded to translate its errors.
  return (
    error instanceof Error && 'headers' in error && 'status' in error && typeof error.status === 'number'
  );
}

function refusalOf(error: RefusedRequest): Refusal {
  const headers = error.headers ?? new Headers();
  return {
    status: error.status,
    code: error.code ?? '',
    type: error.type ?? '',
    param: error.param ?? '',
    message: error.message,
    headers,
    isWebPage: isWebPage(headers.get('content-type'), error.message.replace(/^\d+ /, '')),
  };
}
