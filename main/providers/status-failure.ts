import type { StoredFailure } from '../lib/failure.ts';
import { proxyRefused } from './connection-failure.ts';
import type { FailureContext } from './failure-context.ts';
import {
  answerNotApi,
  audioTooLong,
  endpointMissing,
  forbidden,
  keyRefused,
  modelShutDown,
  modelUnknown,
  noCredit,
  rateLimited,
  requestRefused,
  serverFailed,
  tooLarge,
} from './provider-failures.ts';
import type { Refusal } from './refusal.ts';

const NO_CREDIT_CODES =
  /^(insufficient_quota|credit_balance_exhausted|(organization|project)_spend_limit_exceeded|organization_usage_limit_exceeded|billing_hard_limit_reached|billing_not_active)$/;
const TOO_LONG = /(audio )?duration .*(longer|exceed)|longer than [\d.]+ seconds|audio.{0,40}too long/i;
const TOO_LARGE = /^(context_length_exceeded|string_above_max_length|input_too_large|request_too_large)$/;
const UNKNOWN_MODEL = /^(model_not_found|invalid_model|unsupported_model)$/;
const MODEL_WORDS = /\bmodel\b.*(\bnot\b|shut|deprec|retired|no longer)/i;
const SHUT_DOWN = /shut ?down|deprecated|decommissioned|retired|no longer (available|supported)/i;

/** What a refusal means; the classes stand in ARCHITECTURE.md, "Failure classes". */
export function statusFailure(refusal: Refusal, context: FailureContext): StoredFailure {
  const { status, headers } = refusal;
  const requestId = headers.get('x-request-id');
  const record = { status, ...(requestId === null ? {} : { requestId }) };
  return { ...judge(refusal, context), ...record };
}

function judge(refusal: Refusal, context: FailureContext): StoredFailure {
  const { status, headers } = refusal;
  if (isNotApi(refusal)) return answerNotApi(context);
  if (status === 429) return isNoCredit(refusal) ? noCredit() : rateLimited(headers, context);
  if (status >= 500 || status === 408 || status === 409) return serverFailed(refusal, context);
  if (headers.get('x-should-retry') === 'true') return serverFailed(refusal, context);
  return judgeRequest(refusal, context);
}

/** Redirects are not followed, so the page behind one is as foreign as a page itself. */
function isNotApi({ status, isWebPage }: Refusal): boolean {
  return (status >= 300 && status < 400) || status === 511 || (isWebPage && status < 300);
}

function judgeRequest(refusal: Refusal, context: FailureContext): StoredFailure {
  const fitting = requestRules.find(([fits]) => fits(refusal));
  return fitting === undefined ? requestRefused(refusal) : fitting[1](context);
}

type Rule = readonly [fits: (refusal: Refusal) => boolean, make: (context: FailureContext) => StoredFailure];

/** The first rule that fits decides. */
const requestRules: readonly Rule[] = [
  [({ status }) => status === 401, keyRefused],
  [(refusal) => refusal.status === 402 || isNoCredit(refusal), noCredit],
  [({ status }) => status === 407, proxyRefused],
  [(refusal) => isAboutModel(refusal) && SHUT_DOWN.test(refusal.message), modelShutDown],
  [isAboutModel, modelUnknown],
  [({ status }) => status === 403, forbidden],
  [({ status, code }) => status === 413 || TOO_LARGE.test(code), tooLarge],
  [({ status, message }) => status === 400 && TOO_LONG.test(message), audioTooLong],
  [({ status }) => [404, 405, 410].includes(status), endpointMissing],
];

function isNoCredit({ code, type }: Refusal): boolean {
  return NO_CREDIT_CODES.test(code) || NO_CREDIT_CODES.test(type);
}

/** In a 400 the word "model" proves little: most complaints about a parameter end in "with this model". */
function isAboutModel({ status, code, param, message }: Refusal): boolean {
  if (UNKNOWN_MODEL.test(code)) return true;
  if (status === 400) return param === 'model' && code !== 'missing_required_parameter';
  return [403, 404, 410].includes(status) && MODEL_WORDS.test(message);
}
