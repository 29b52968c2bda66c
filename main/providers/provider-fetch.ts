import type { Dispatcher } from 'undici';
import { isLocalHost, type ProviderTimeouts } from './provider-access.ts';

/** A fetch with its own connections and limits. */
export interface ProviderFetch {
  readonly fetch: typeof fetch;
  /** Ends its connections; requests under way fail. */
  close(): Promise<void>;
}

/**
 * Makes a fetch for one server. Node's own gives up after 300 s without headers and cannot be told otherwise, so this
 * one brings its dispatcher. Redirects are never followed: recordings go to the configured server only.
 * The proxy of the environment (`HTTPS_PROXY`, `NO_PROXY`) is used except for local hosts.
 */
export function createProviderFetch(baseUrl: string, timeouts: ProviderTimeouts): ProviderFetch {
  let opening: Promise<Dispatcher> | null = null;
  const send: typeof fetch = async (input, init) => {
    const { body, headers } = await encodeBody(init?.body, new Headers(init?.headers));
    const { fetch: undiciFetch } = await import('undici');
    opening ??= openDispatcher(baseUrl, timeouts);
    const response = await undiciFetch(addressOf(input), {
      method: init?.method ?? 'GET',
      headers: [...headers],
      body,
      signal: init?.signal ?? null,
      redirect: 'manual',
      dispatcher: await opening,
    });
    return new Response(response.body, {
      status: response.status,
      headers: [...response.headers],
    });
  };
  // With `Response` at hand the client needs no trial request to find out that forms can be sent.
  return { fetch: Object.assign(send, { Response }), close: async () => (await opening)?.destroy() };
}

/** Loads the package when the first request is made: the app opens without it. */
async function openDispatcher(baseUrl: string, timeouts: ProviderTimeouts): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const options = {
    connect: { timeout: timeouts.connectTimeoutMs },
    headersTimeout: timeouts.headerTimeoutMs,
    bodyTimeout: timeouts.bodyTimeoutMs,
  };
  return isLocalHost(baseUrl) ? new Agent(options) : new EnvHttpProxyAgent(options);
}

function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : String(input);
}

/**
 * The forms of this Node and those of the dispatcher's package are different classes and not understood by each
 * other; bytes are.
 */
async function encodeBody(
  body: RequestInit['body'],
  headers: Headers,
): Promise<{ readonly body: string | Buffer | null; readonly headers: Headers }> {
  if (body === null || body === undefined || typeof body === 'string') return { body: body ?? null, headers };
  const encoded = new Response(body);
  const type = encoded.headers.get('content-type');
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type);
  return { body: Buffer.from(await encoded.arrayBuffer()), headers };
}
