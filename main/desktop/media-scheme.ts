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
  const url = new URL(request.url);
  const reply = await locate(decodeURIComponent(url.pathname.slice(1)));
  if (!reply.ok) return new Response(null, { status: 404 });
  const location = locationSchema.parse(reply.value);
  const range = parseRange(request.headers.get('range'), location.bytes);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${location.bytes}` } });
  }
  return send(location, range);
}

interface ByteRange {
  readonly start: number;
  /** The last byte, included. */
  readonly end: number;
}

/** Reads a `Range` header with a single range (RFC 9110 §14); null means the whole, also for what cannot be understood. */
export function parseRange(header: string | null, bytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'unsatisfiable' : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start >= bytes || start > end ? 'unsatisfiable' : { start, end };
}

async function send(location: z.infer<typeof locationSchema>, range: ByteRange | null): Promise<Response> {
  const { start, end } = range ?? { start: 0, end: location.bytes - 1 };
  let file;
  try {
    file = await open(location.path, 'r');
  } catch {
    return new Response(null, { status: 404 });
  }
  const body = Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>;
  return new Response(body, {
    status: range === null ? 200 : 206,
    headers: {
      'content-type': location.mimeType,
      'content-length': String(end - start + 1),
      'accept-ranges': 'bytes',
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${location.bytes}` }),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
