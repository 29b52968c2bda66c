import { remedy, type StoredFailure } from '../lib/failure.ts';
import { modelScope, PROVIDER_SCOPE, type FailureContext } from './failure-context.ts';

/** No connection could be made at all; which kind of absence it is depends on whether other hosts answer. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
]);

/** OpenSSL's and Node's names for certificates that cannot be trusted. */
const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS_CERT|INVALID_CA|HOSTNAME_MISMATCH)/;

const TIMEOUTS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'could not be connected to in time',
  ETIMEDOUT: 'could not be connected to in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not start to answer in time',
  UND_ERR_BODY_TIMEOUT: 'stopped answering half way',
};

/** Marks the end of a request's total time; thrown by the connection itself. */
export const TOTAL_TIMEOUT = 'TOTAL_TIMEOUT';

/** The innermost error code in a chain of causes; null when none carries one. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const deeper = errorCode(error.cause ?? inner);
  if (deeper !== null) return deeper;
  return 'code' in error && typeof error.code === 'string' && error.code !== '' ? error.code : null;
}

/** True when the failure means that no connection came about, so that other hosts should be asked. */
export function isUnreachable(error: unknown): boolean {
  const code = errorCode(error);
  return (code !== null && UNREACHABLE.has(code)) || chainSays(error, 'bad port');
}

/** What it means that a request ended without a status. */
export function connectionFailure(error: unknown, context: FailureContext): StoredFailure {
  const code = errorCode(error) ?? '';
  if (isUnreachable(error))
    return context.isLocal || context.otherHostsAnswer ? unreachable(context) : offline();
  if (CERTIFICATE.test(code)) return certificateInvalid(context);
  if (chainSays(error, 'Proxy response (407)')) return proxyRefused();
  const timeout = TIMEOUTS[code] ?? (code === TOTAL_TIMEOUT ? 'took too long to answer' : null);
  if (timeout !== null) return timedOut(timeout, code, context);
  return connectionLost(context);
}

function offline(): StoredFailure {
  return {
    code: 'OFFLINE',
    message: 'There is no connection to the internet. Work goes on by itself when it is back.',
    remedy: remedy('try-now', 'Try now'),
    class: 'offline',
    scope: PROVIDER_SCOPE,
  };
}

function unreachable({ host, isLocal }: FailureContext): StoredFailure {
  const hint = isLocal ? 'Is it running?' : 'Other hosts answer, so the address may be wrong.';
  return {
    code: 'PROVIDER_UNREACHABLE',
    message: `The server ${host} cannot be reached. ${hint} Work goes on by itself when it answers.`,
    remedy: remedy('open-settings', 'Check the server address', 'provider.baseUrl'),
    class: 'offline',
    scope: PROVIDER_SCOPE,
  };
}

function certificateInvalid({ host }: FailureContext): StoredFailure {
  return {
    code: 'CERTIFICATE_INVALID',
    message: `The certificate of ${host} cannot be trusted, so nothing was sent. A filter in this network or a wrong date on this computer can be the reason.`,
    remedy: remedy('check-network', 'Check the network'),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  };
}

/** A proxy between this machine and the server wants a name and a password. */
export function proxyRefused(): StoredFailure {
  return {
    code: 'PROXY_AUTH',
    message: "This network's proxy asks for a name and a password. Set them in HTTPS_PROXY.",
    remedy: remedy('check-network', 'Check the network'),
    class: 'needs-user',
    scope: PROVIDER_SCOPE,
  };
}

function timedOut(what: string, code: string, context: FailureContext): StoredFailure {
  const isConnecting = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT';
  return {
    code: 'PROVIDER_TIMEOUT',
    message: `The server ${context.host} ${what}.`,
    remedy: remedy('retry', 'Try again'),
    class: 'retryable',
    scope: isConnecting ? PROVIDER_SCOPE : modelScope(context),
    ...(isConnecting ? {} : { mayBeBilled: true }),
  };
}

function connectionLost({ host }: FailureContext): StoredFailure {
  return {
    code: 'CONNECTION_LOST',
    message: `The connection to ${host} broke before the answer was complete.`,
    remedy: remedy('retry', 'Try again'),
    class: 'retryable',
    scope: PROVIDER_SCOPE,
    mayBeBilled: true,
  };
}

function chainSays(error: unknown, words: string): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes(words) || chainSays(error.cause, words);
}
