import type { OpenAI } from 'openai';
import type { CallIntent } from '../pipeline/ledger-port.ts';
import type { RawAnswer } from '../pipeline/provider-port.ts';
import { isUnreachable, TOTAL_TIMEOUT } from './connection-failure.ts';
import type { FailureContext } from './failure-context.ts';
import { isWebPage, keyNotAvailable, translateProviderError, webPageError } from './openai-failure.ts';
import {
  hostOf,
  isLocalHost,
  type ProviderAccess,
  type ProviderCredentials,
  type ProviderTimeouts,
} from './provider-access.ts';
import { createProviderFetch, type ProviderFetch } from './provider-fetch.ts';

/** What a request is for; named in failures and in their scope. */
export interface RequestSubject {
  readonly endpoint: CallIntent['endpoint'] | null;
  readonly model: string | null;
}

/** Anything of the client's that can be asked for its unread response. */
export interface PendingResponse {
  asResponse(): Promise<Response>;
}

/** One server, as the adapters for its endpoints share it. */
export interface OpenAiConnection {
  host(): string;
  /**
   * Sends one request and reads the whole answer. Retries nothing. Key and address are read now, unless given.
   *
   * Throws `LecternError`: `KEY_NOT_AVAILABLE` and everything `translateProviderError` knows; when `signal` is aborted, its reason.
   */
  send(
    subject: RequestSubject,
    start: (client: OpenAI, signal: AbortSignal) => PendingResponse,
    signal: AbortSignal,
    credentials?: ProviderCredentials,
  ): Promise<RawAnswer>;
  /** Ends all its connections. */
  close(): Promise<void>;
}

/** Opens nothing by itself; the first request does. */
export function createOpenAiConnection(access: ProviderAccess): OpenAiConnection {
  const fetches = createFetchCache();
  return {
    host: () => hostOf(access.baseUrl()),
    async send(subject, start, signal, given) {
      signal.throwIfAborted();
      const { apiKey, baseUrl } = given ?? (await access.credentials());
      const host = hostOf(baseUrl);
      if (apiKey === null || apiKey === '') throw keyNotAvailable(host);
      const timeouts = access.timeouts();
      const client = await createClient(apiKey, baseUrl, fetches.for(baseUrl, timeouts).fetch);
      const limit = limitTime(signal, timeouts.totalTimeoutMs);
      const context = { ...subject, host, isLocal: isLocalHost(baseUrl) };
      try {
        return await readAnswer(await start(client, limit.signal).asResponse(), context, access.now());
      } catch (error) {
        signal.throwIfAborted();
        const cause: unknown = limit.signal.aborted ? limit.signal.reason : error;
        throw await explain(cause, context, access, signal);
      } finally {
        limit.release();
      }
    },
    close: () => fetches.close(),
  };
}

/** Loads the client when the first request is made: the app opens without it. */
async function createClient(apiKey: string, baseUrl: string, send: typeof fetch): Promise<OpenAI> {
  const client = await import('openai');
  return new client.OpenAI({
    apiKey,
    baseURL: baseUrl,
    fetch: send,
    // The queue alone retries, and the total time is limited outside.
    maxRetries: 0,
    timeout: 24 * 3_600_000,
    logLevel: 'off',
    // Not from the environment: only what the settings say decides where data goes and who pays.
    organization: null,
    project: null,
    webhookSecret: null,
  });
}

async function readAnswer(
  response: Response,
  context: Pick<FailureContext, 'host' | 'isLocal' | 'endpoint' | 'model'>,
  now: number,
): Promise<RawAnswer> {
  const body = await response.text();
  if (isWebPage(response.headers.get('content-type'), body)) {
    throw webPageError(response.status, { ...context, now, otherHostsAnswer: true });
  }
  return { body, statusCode: response.status, requestId: response.headers.get('x-request-id') };
}

async function explain(
  error: unknown,
  context: Pick<FailureContext, 'host' | 'isLocal' | 'endpoint' | 'model'>,
  access: ProviderAccess,
  signal: AbortSignal,
): Promise<Error> {
  const mustAsk = isUnreachable(error) && !context.isLocal;
  const otherHostsAnswer = mustAsk ? await access.otherHostsAnswer(signal) : true;
  signal.throwIfAborted();
  return translateProviderError(error, { ...context, now: access.now(), otherHostsAnswer });
}

/** Follows `signal` and fires by itself after `totalMs`; `release` lets go of both. */
function limitTime(signal: AbortSignal, totalMs: number) {
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  const timer = setTimeout(() => {
    controller.abort(Object.assign(new Error('The request took too long'), { code: TOTAL_TIMEOUT }));
  }, totalMs);
  signal.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
  };
}

/** Keeps connections open between requests as long as address and limits stay the same. */
function createFetchCache() {
  const open = new Map<string, ProviderFetch>();
  return {
    for(baseUrl: string, timeouts: ProviderTimeouts): ProviderFetch {
      const key = JSON.stringify([baseUrl, timeouts]);
      const fetches = open.get(key) ?? createProviderFetch(baseUrl, timeouts);
      open.set(key, fetches);
      return fetches;
    },
    async close(): Promise<void> {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map((fetches) => fetches.close()));
    },
  };
}
