import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Fault } from './faults.ts';
import type { LedgerEntry } from './ledger.ts';

/** One HTTP request while it is being answered. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: LedgerEntry;
};

/** What an endpoint worked out; the wire faults act on it afterwards. */
export type Reply = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What an endpoint makes of a request: how long it would take, and the reply. */
export type Computed = { readonly reply: Reply; readonly thinkMs: number; readonly answer: string };

/** One endpoint's work: `describe` fills the ledger entry from the body, `compute` answers or throws an ApiError. */
export type EndpointWork<Described> = {
  readonly describe: (exchange: Exchange, body: Buffer) => Promise<Described>;
  readonly compute: (described: Described, entry: LedgerEntry, fault: Fault | null) => Promise<Computed>;
};

/** A JSON reply with status 200. */
export function jsonReply(value: unknown): Reply {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(value) };
}

/** Reads a whole request body. Throws a 413 ApiError, after reading on, when it is longer than `mostBytes`. */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= mostBytes) chunks.push(chunk);
  }
  if (length > mostBytes) throw contentTooLarge(length);
  return Buffer.concat(chunks, length);
}

/** The real server's refusal of more than 25 MiB. */
export function contentTooLarge(bytes: number): ApiError {
  return new ApiError(413, `Maximum content size limit (26214400) exceeded (${bytes} bytes read)`, {
    type: 'server_error',
  });
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An identifier such as `resp_6f1c…`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}
