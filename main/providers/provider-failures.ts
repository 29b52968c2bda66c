import { remedy, type StoredFailure } from '../lib/failure.ts';
import { modelScope, modelSetting, PROVIDER_SCOPE, type FailureContext } from './failure-context.ts';
import type { Refusal } from './refusal.ts';
import { longWaitInWords, readRetryAt } from './retry-after.ts';

/** A web page or a redirect where an answer of the API should be. Held and looked at again, since signing in to a network ends it. */
export function answerNotApi({ host }: FailureContext): StoredFailure {
  return {
    code: 'ANSWER_NOT_API',
    message: `A web page answered instead of ${host}. This network may want you to sign in, or the server address is wrong.`,
    remedy: remedy('check-network', 'Check the network'),
    class: 'offline',
    scope: PROVIDER_SCOPE,
  };
}

/** The server knows the key and does not take it. */
export function keyRefused({ host }: FailureContext): StoredFailure {
  return {
    code: 'KEY_REFUSED',
    message: `The server ${host} does not accept the key. Enter a valid one; work then goes on.`,
    remedy: remedy('enter-key', 'Enter key'),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  };
}

/** Nothing is left to pay with, or a limit set at the provider is reached. */
export function noCredit(): StoredFailure {
  return {
    code: 'NO_CREDIT',
    message:
      'The account has no credit left or has reached its spending limit. Work goes on once that is changed.',
    remedy: remedy(
      'open-billing',
      'Open billing',
      'https://platform.openai.com/settings/organization/billing',
    ),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  };
}

/** The account, the key or the region may not use the server so. */
export function forbidden(context: FailureContext): StoredFailure {
  return {
    code: 'PROVIDER_FORBIDDEN',
    message: `The server ${context.host} refuses this account, key or region. Check what the key may do.`,
    remedy: remedy('open-settings', 'Check key and server', 'provider.baseUrl'),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  };
}

/** No such model for this key and this endpoint. */
export function modelUnknown(context: FailureContext): StoredFailure {
  return {
    code: 'MODEL_UNKNOWN',
    message: `The server ${context.host} has no model named ${context.model ?? 'so'} for this key and this use.`,
    remedy: remedy('choose-model', 'Choose another model', modelSetting(context)),
    class: 'needs-user',
    scope: modelScope(context),
  };
}

/** The model existed and has ended. */
export function modelShutDown(context: FailureContext): StoredFailure {
  return {
    code: 'MODEL_SHUT_DOWN',
    message: `The model ${context.model ?? ''} has been shut down by its maker.`,
    remedy: remedy('choose-model', 'Choose another model', modelSetting(context)),
    class: 'needs-user',
    scope: modelScope(context),
  };
}

/** The address answers, but not as this API. */
export function endpointMissing(context: FailureContext): StoredFailure {
  return {
    code: 'ENDPOINT_MISSING',
    message: `The server ${context.host} does not offer what was asked of it. The server address may be wrong; it often ends in /v1.`,
    remedy: remedy('open-settings', 'Check the server address', 'provider.baseUrl'),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  };
}

/** Too many requests; the server says when to come back, or leaves it to us. */
export function rateLimited(headers: Headers, context: FailureContext): StoredFailure {
  const retryAt = readRetryAt(headers, context.now);
  const end = longWaitInWords(retryAt, context.now);
  const meaning = end === null ? 'Work goes on more slowly by itself.' : `Work goes on by itself at ${end}.`;
  return {
    code: 'RATE_LIMITED',
    message: `The server ${context.host} asks for fewer requests. ${meaning}`,
    remedy: end === null ? remedy('wait', 'Wait') : remedy('try-now', 'Try now'),
    class: 'throttled',
    scope: modelScope(context),
    ...(retryAt === null ? {} : { retryAt }),
  };
}

/** A failure on the server's side; tried again unless the server says that this is no use. */
export function serverFailed({ status, headers }: Refusal, context: FailureContext): StoredFailure {
  const isFinal = headers.get('x-should-retry') === 'false';
  const retryAt = isFinal ? null : readRetryAt(headers, context.now);
  const end = longWaitInWords(retryAt, context.now);
  return {
    code: 'PROVIDER_ERROR',
    message: `The server ${context.host} had a problem of its own (status ${status}).${end === null ? '' : ` It asks to be left alone until ${end}.`}`,
    remedy: end === null ? remedy('retry', 'Try again') : remedy('try-now', 'Try now'),
    class: isFinal ? 'fatal' : 'retryable',
    scope: modelScope(context),
    ...(retryAt === null ? {} : { retryAt }),
    ...(status >= 500 || status === 408 ? { mayBeBilled: true } : {}),
  };
}

/** The model takes only shorter stretches of audio. */
export function audioTooLong(context: FailureContext): StoredFailure {
  return {
    code: 'AUDIO_TOO_LONG_FOR_MODEL',
    message: `The model ${context.model ?? ''} takes only shorter stretches. This one is split in two.`,
    remedy: remedy('none', 'Nothing to do'),
    class: 'replan',
  };
}

/** More bytes or tokens than the server takes at once. */
export function tooLarge(context: FailureContext): StoredFailure {
  return {
    code: 'TOO_LARGE',
    message: `The request was too large for ${context.host}. It is split into smaller ones.`,
    remedy: remedy('none', 'Nothing to do'),
    class: 'replan',
  };
}

/** Nothing else: the request itself is wrong. Names the parameter where that is a plain word, never its value. */
export function requestRefused({ status, code, param }: Refusal): StoredFailure {
  const details = [param, code].filter((word) => /^[\w.[\]-]{1,64}$/.test(word)).join(', ');
  return {
    code: 'REQUEST_REFUSED',
    message: `The server refused the request (status ${status}${details === '' ? '' : `: ${details}`}). Trying again would not help.`,
    remedy: remedy('choose-model', 'Check model and settings'),
    class: 'fatal',
  };
}
