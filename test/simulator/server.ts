import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, modelNotFound } from './api-error.ts';
import { jsonReply, newId, readBody } from './exchange.ts';
import type { EndpointWork, Exchange, Reply } from './exchange.ts';
import { refusalOf } from './fault-refusals.ts';
import type { Fault, FaultScript, FaultTarget } from './faults.ts';
import { waitUntil } from './latency.ts';
import type { Endpoint, Ledger, LedgerEntry } from './ledger.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { toModelObject } from './model-catalog.ts';
import type { Throttle } from './throttle.ts';
import { CAPTIVE_PORTAL, resetConnection, send, toRefusal } from './wire.ts';

/** What answers requests. `work` holds the endpoints this server has. */
export type ServerParts = {
  readonly apiKey: string;
  readonly ledger: Ledger;
  readonly faults: FaultScript;
  readonly models: ModelCatalog;
  readonly throttle: Throttle;
  readonly work: ReadonlyMap<Endpoint, Prepare>;
  readonly stopping: AbortSignal;
};

/** A described request, ready to be computed. */
export type Prepared = (fault: Fault | null) => ReturnType<EndpointWork<unknown>['compute']>;

const PATHS: Readonly<Record<string, Endpoint>> = {
  '/v1/audio/transcriptions': 'transcriptions',
  '/v1/responses': 'responses',
  '/v1/chat/completions': 'chat',
};
/** A file at its limit, its form around it, and then some: the rest is read but not kept. */
const MOST_BODY_BYTES = 32 * 1024 * 1024;

/** Describes a request from its body. */
export type Prepare = (exchange: Exchange, body: Buffer) => Promise<Prepared>;

/** Joins the two halves of an endpoint, so that endpoints with different bodies fit one table. */
export function prepareWith<Described>(work: EndpointWork<Described>): Prepare {
  return async (exchange, body) => {
    const described = await work.describe(exchange, body);
    return (fault) => work.compute(described, exchange.entry, fault);
  };
}

/** Answers one request of the API: records it, plays the fault that is due, and sends what the endpoint computed. */
export async function answer(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
  const endpoint = path.startsWith('/v1/models') ? 'models' : (PATHS[path] ?? 'unknown');
  const entry = parts.ledger.open({ id: newId('req'), endpoint, method: request.method ?? '', path });
  const exchange = { request, response, entry };
  setCommonHeaders(exchange, parts);
  response.on('close', () => {
    entry.clientDisconnected = !response.writableFinished;
    entry.endMs = Date.now();
  });
  request.on('error', () => {});
  response.on('error', () => {});
  try {
    await handle(parts, exchange);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    await send(exchange, toRefusal(toApiError(error)), null, parts.stopping);
  }
}

async function handle(parts: ServerParts, exchange: Exchange): Promise<void> {
  const { entry, request } = exchange;
  if (parts.faults.takeEarly(targetOf(entry)) !== null) {
    entry.fault = 'reset';
    return resetConnection(exchange);
  }
  const body = await readBody(request, MOST_BODY_BYTES);
  checkKey(parts.apiKey, exchange);
  if (entry.endpoint === 'models') return answerModels(parts, exchange);
  const prepare = request.method === 'POST' ? parts.work.get(entry.endpoint) : undefined;
  if (prepare === undefined) throw new ApiError(404, `Invalid URL (${request.method} ${entry.path})`);
  const compute = await prepare(exchange, body);
  const fault = takeFault(parts, entry);
  const leave = parts.throttle.enter(entry.model ?? 'this model');
  try {
    await play(parts, exchange, compute, fault);
  } finally {
    leave();
  }
}

async function play(
  parts: ServerParts,
  exchange: Exchange,
  compute: Prepared,
  fault: Fault | null,
): Promise<void> {
  const { entry } = exchange;
  if (fault !== null && (await playEarly(parts, exchange, fault))) return;
  const { reply, thinkMs, answer: text } = await compute(fault);
  await waitUntil(entry.startMs, thinkMs, parts.stopping);
  entry.billed = true;
  entry.answer = text;
  if (fault?.kind === 'hang') return untilGone(exchange, parts.stopping);
  await send(exchange, reply, fault, parts.stopping);
}

/** Plays a fault that comes before any work; false when this one comes later. Throws the ApiError of a refusal. */
async function playEarly(parts: ServerParts, exchange: Exchange, fault: Fault): Promise<boolean> {
  const refusal = refusalOf(fault, targetOf(exchange.entry));
  if (refusal !== null) throw refusal;
  if (fault.kind === 'captive-portal') {
    await send(exchange, CAPTIVE_PORTAL, null, parts.stopping);
    return true;
  }
  if (fault.kind === 'reset' && fault.at === 'request') {
    resetConnection(exchange);
    return true;
  }
  if (fault.kind !== 'hang' || fault.billed === true) return false;
  await untilGone(exchange, parts.stopping);
  return true;
}

async function answerModels(parts: ServerParts, exchange: Exchange): Promise<void> {
  const fault = takeFault(parts, exchange.entry);
  if (fault !== null && (await playEarly(parts, exchange, fault))) return;
  await send(exchange, modelReply(parts.models, exchange.entry), fault, parts.stopping);
}

function modelReply(models: ModelCatalog, entry: LedgerEntry): Reply {
  if (entry.method !== 'GET') throw new ApiError(405, `Not allowed to ${entry.method} on ${entry.path}`);
  const id = decodeURIComponent(entry.path.slice('/v1/models/'.length));
  if (id === '') return jsonReply({ object: 'list', data: models.list().map(toModelObject) });
  entry.model = id;
  const model = models.find(id);
  if (model === undefined) throw modelNotFound(id);
  return jsonReply(toModelObject(model));
}

function takeFault(parts: ServerParts, entry: LedgerEntry): Fault | null {
  const fault = parts.faults.take(targetOf(entry));
  entry.fault = fault?.kind ?? null;
  return fault;
}

function targetOf({ endpoint, model, contentSha256, params }: LedgerEntry): FaultTarget {
  return { endpoint, model, contentSha256, params };
}

function checkKey(apiKey: string, { request, entry }: Exchange): void {
  const header = request.headers.authorization ?? '';
  entry.keyOk = header === `Bearer ${apiKey}`;
  if (entry.keyOk) return;
  const given = header.replace(/^Bearer\s*/, '');
  const shown = given.length > 8 ? `${given.slice(0, 4)}****${given.slice(-4)}` : '****';
  const message = given === '' ? "You didn't provide an API key." : `Incorrect API key provided: ${shown}.`;
  throw new ApiError(401, message, given === '' ? {} : { code: 'invalid_api_key' });
}

function setCommonHeaders({ response, entry }: Exchange, parts: ServerParts): void {
  response.setHeader('x-request-id', entry.id);
  response.setHeader('openai-version', '2020-10-01');
  response.setHeader('openai-organization', 'org-simulator');
  for (const [name, value] of Object.entries(parts.throttle.headers())) response.setHeader(name, value);
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  console.error(error);
  return new ApiError(500, `The simulator failed: ${String(error)}`, { type: 'server_error' });
}

/** Waits until the client hangs up or the server stops, then cuts the connection. */
async function untilGone(exchange: Exchange, stopping: AbortSignal): Promise<void> {
  const { response } = exchange;
  if (!response.destroyed && !stopping.aborted) {
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      stopping.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  response.destroy();
}
