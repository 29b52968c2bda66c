import { setTimeout as delay } from 'node:timers/promises';
import { toErrorBody } from './api-error.ts';
import type { ApiError } from './api-error.ts';
import type { Exchange, Reply } from './exchange.ts';
import type { Fault } from './faults.ts';

/** A web page where an answer should be, as hotel and campus networks send it. */
export const CAPTIVE_PORTAL: Reply = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><form>Accept the terms</form></body></html>',
};

const DRIP_MS = 50;

/** The refusal as the server in front would send it: JSON, or a gateway's HTML page for 502 and 504. */
export function toRefusal(error: ApiError): Reply {
  if (error.status === 502 || error.status === 504) {
    const name = error.status === 502 ? '502 Bad Gateway' : '504 Gateway Time-out';
    const body = `<html>\r\n<head><title>${name}</title></head>\r\n<body>\r\n<center><h1>${name}</h1></center>\r\n</body>\r\n</html>\r\n`;
    return { status: error.status, contentType: 'text/html', body, headers: error.headers };
  }
  const body = JSON.stringify(toErrorBody(error), null, 2);
  return { status: error.status, contentType: 'application/json', body, headers: error.headers };
}

/** Cuts the connection with a reset instead of an orderly end. */
export function resetConnection({ request }: Exchange): void {
  request.socket.resetAndDestroy();
}

/**
 * Sends a reply, or what the fault leaves of it. Ends when everything is handed over or the client is gone; `signal` stops a slow
 * drip when the server stops.
 */
export async function send(
  exchange: Exchange,
  reply: Reply,
  fault: Fault | null,
  signal: AbortSignal,
): Promise<void> {
  const body = Buffer.from(
    fault?.kind === 'broken-json' && fault.in !== 'output' ? breakJson(reply.body) : reply.body,
  );
  if (fault?.kind === 'reset' && fault.at === 'answer') return resetConnection(exchange);
  writeHead(exchange, reply, body.length);
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (fault?.kind) {
    case 'reset':
      exchange.response.write(half, () => resetConnection(exchange));
      return;
    case 'truncated-body':
      exchange.response.write(half, () => exchange.request.socket.end());
      return;
    case 'slow-drip':
      return drip(exchange, body, fault.bytesPerSecond, signal);
    default:
      exchange.response.end(body);
  }
}

function writeHead({ response, entry }: Exchange, reply: Reply, length: number): void {
  entry.status = reply.status;
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': length,
    ...reply.headers,
  });
}

/** Valid up to two thirds, then nothing: the length is right, the JSON is not. */
function breakJson(body: string): string {
  return body.slice(0, Math.ceil((body.length * 2) / 3));
}

async function drip(
  { response }: Exchange,
  body: Buffer,
  bytesPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const step = Math.max(1, Math.round((bytesPerSecond * DRIP_MS) / 1000));
  for (let at = 0; at < body.length && !response.destroyed && !signal.aborted; at += step) {
    response.write(body.subarray(at, at + step));
    await delay(DRIP_MS);
  }
  response.end();
}
