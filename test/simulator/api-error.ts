/** A refusal in the shape the real server gives it. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, details: ApiErrorDetails = {}) {
    super(message);
    this.status = status;
    this.type = details.type ?? 'invalid_request_error';
    this.param = details.param ?? null;
    this.code = details.code ?? null;
    this.headers = details.headers ?? {};
  }
}

/** The fields of an error body beside its message, and headers that go with it. */
export type ApiErrorDetails = {
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The JSON body the real server sends with a refusal. */
export function toErrorBody(error: ApiError): Record<string, unknown> {
  return { error: { message: error.message, type: error.type, param: error.param, code: error.code } };
}

/** 400 for a parameter with a wrong value. */
export function invalidValue(param: string, message: string, code = 'invalid_value'): ApiError {
  return new ApiError(400, message, { param, code });
}

/** 400 for a parameter the endpoint does not have. */
export function unknownParameter(param: string): ApiError {
  return new ApiError(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
}

/** 400 for a parameter that must be there. */
export function missingParameter(param: string): ApiError {
  return new ApiError(400, `Missing required parameter: '${param}'.`, {
    param,
    code: 'missing_required_parameter',
  });
}

/** 404 for a model that is not there, or not for this key. */
export function modelNotFound(model: string): ApiError {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return new ApiError(404, message, { code: 'model_not_found' });
}

/** 429 of the rate limiter. */
export function rateLimited(model: string, headers: Readonly<Record<string, string>>): ApiError {
  const message = `Rate limit reached for ${model} in organization org-simulator on requests per min (RPM). Please try again later.`;
  return new ApiError(429, message, { type: 'requests', code: 'rate_limit_exceeded', headers });
}
