import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Reply } from '../../preload/contract/failure.ts';

/** Host of playback audio within the app's scheme: `lectern://media/<lecture id>`. */
export const mediaHost = 'media';

const locationSchema = z.object({
  path: z.string(),
  mimeType: z.string(),
  bytes: z.number().int().nonnegative(),
});

/** Asks the core where the audio of a lecture can be read. */
export type LocateMedia = (lectureId: string) => Promise<Reply<unknown>>;

/**
 * Answers a request of the player for the audio of a lecture, whole or a range of bytes. Addresses name a lecture, never a path.
 */
export async function answerMedia(request: Request, locate: LocateMedia): Promise<Response> {
  const lectureId = lectureOf(request.url);
  if (lectureId === null) return new Response(null, { status: 404 });
  const reply = await locate(lectureId);
  if (!reply.ok) return new Response(null, { status: 404 });
  const location = locationSchema.parse(reply.value);
  const range = parseRange(request.headers.get('range'), location.bytes);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${location.bytes}` } });
  }
  return send(location, range);
}

/** The lecture an address names; null when it cannot be read. */
function lectureOf(address: string): string | null {
  try {
    return decodeURIComponent(new URL(address).pathname.slice(1)) || null;
  } catch {
    return null;
  }
}

interface ByteRange {
  readonly start: number;
  /** The last byte, included. */
  readonly end: number;
}

/**
 * Reads a `Range` header with a single range of a file of `bytes` (RFC 9110 §14). Null means the whole: no header, one that cannot be
 * understood, several ranges, or a range that ends before it begins.
 */
export function parseRange(header: string | null, bytes: number): ByteRange | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return null;
  if (first === '') return within({ start: Math.max(0, bytes - Number(last)), end: bytes - 1 }, bytes);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  return within({ start, end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) }, bytes);
}

/** A range that begins behind the last byte asks for what is not there. */
function within(range: ByteRange, bytes: number): ByteRange | 'unsatisfiable' {
  return range.start >= bytes ? 'unsatisfiable' : range;
}

type Location = z.infer<typeof locationSchema>;

async function send(location: Location, range: ByteRange | null): Promise<Response> {
  const { start, end } = range ?? { start: 0, end: location.bytes - 1 };
  const file = await open(location.path, 'r').catch(() => null);
  if (file === null) return new Response(null, { status: 404 });
  const init = { status: range === null ? 200 : 206, headers: headersOf(location, range) };
  if (location.bytes === 0) {
    await file.close();
    return new Response(null, init);
  }
  // The stream closes the file when it ends, and when the player lets go of it.
  const body = Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>;
  return new Response(body, init);
}

function headersOf(location: Location, range: ByteRange | null): Record<string, string> {
  const length = range === null ? location.bytes : range.end - range.start + 1;
  return {
    'content-type': location.mimeType,
    'content-length': String(length),
    'accept-ranges': 'bytes',
    ...(range === null ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${location.bytes}` }),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
