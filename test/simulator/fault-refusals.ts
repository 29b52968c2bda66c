import { ApiError, modelNotFound, rateLimited } from './api-error.ts';
import type { Fault, FaultTarget } from './faults.ts';

/** The refusal a fault stands for, or null when it is one of the wire or of the answer. */
export function refusalOf(fault: Fault, target: FaultTarget): ApiError | null {
  const model = target.model ?? 'this model';
  switch (fault.kind) {
    case 'rate-limit':
      return rateLimited(model, retryAfter(fault));
    case 'server-error':
      return serverError(fault.status);
    case 'model-not-found':
      return modelNotFound(model);
    case 'too-long':
      return tooLong(target);
    default:
      return SIMPLE[fault.kind] ?? null;
  }
}

const SIMPLE: Partial<Record<Fault['kind'], ApiError>> = {
  'insufficient-quota': new ApiError(
    429,
    'You exceeded your current quota, please check your plan and billing details.',
    { type: 'insufficient_quota', code: 'insufficient_quota' },
  ),
  unauthorized: new ApiError(401, 'Incorrect API key provided. You can find your API key in your account.', {
    code: 'invalid_api_key',
  }),
  forbidden: new ApiError(403, 'Country, region, or territory not supported', {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
  }),
  'too-large': new ApiError(413, 'Maximum content size limit (26214400) exceeded (27000000 bytes read)', {
    type: 'server_error',
  }),
};

function retryAfter(fault: Extract<Fault, { kind: 'rate-limit' }>): Record<string, string> {
  if (fault.retryAfterDate !== undefined) return { 'retry-after': fault.retryAfterDate };
  return fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
}

function serverError(status: number): ApiError {
  const messages: Record<number, string> = {
    408: 'Request timed out.',
    409: 'The request conflicted with another one.',
    503: 'The engine is currently overloaded, please try again later.',
  };
  const message =
    messages[status] ?? 'The server had an error while processing your request. Sorry about that!';
  return new ApiError(status, message, {
    type: status === 503 ? 'service_unavailable_error' : 'server_error',
  });
}

function tooLong(target: FaultTarget): ApiError {
  if (target.endpoint === 'transcriptions') {
    const message =
      'audio duration 1501.0 seconds is longer than 1400 seconds which is the maximum for this model';
    return new ApiError(400, message, { code: 'invalid_value' });
  }
  return new ApiError(
    400,
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
    {
      param: 'input',
      code: 'context_length_exceeded',
    },
  );
}
