import { z } from 'zod';
import type { CoreEvent } from '../../preload/contract/events.ts';
import { failureSchema, type Reply } from '../../preload/contract/failure.ts';
import { eventNames, readCommandNames } from '../../preload/contract/names.ts';
import { messageTooLarge } from './owner-failures.ts';
import { toFailure } from '../lib/failure.ts';

/** Raised when a message changes its meaning; both ends must say the same. */
export const DOOR_VERSION = 1;

/** Longest line either end accepts. Bytes. */
export const MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024;

const callId = z.number().int().nonnegative();

/** From a client: a call, or the wish to end one. One JSON object to a line. */
const messageToOwnerSchema = z.union([
  z.strictObject({ id: callId, command: z.string().max(200), input: z.unknown() }),
  z.strictObject({ cancel: callId }),
]);
export type MessageToOwner = z.infer<typeof messageToOwnerSchema>;

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: failureSchema }),
]);

// Both ends are built from the same contract, and what an event carries was made by the core.
const eventSchema = z.custom<CoreEvent>(
  (event) => z.object({ name: z.enum(eventNames), payload: z.looseObject({}) }).safeParse(event).success,
);

/** From the owner: first of all a greeting; then answers and events. A reply to no call (`null`) is a failure that ends the connection. */
const messageFromOwnerSchema = z.union([
  z.object({ hello: z.number().int() }),
  z.object({ id: callId.nullable(), reply: replySchema }),
  z.object({ event: eventSchema }),
]);
export type MessageFromOwner = z.infer<typeof messageFromOwnerSchema>;

/** A line from a client, or null when it is no message. */
export function readMessageToOwner(line: string): MessageToOwner | null {
  return read(messageToOwnerSchema, line);
}

/** A line from the owner, or null when it is no message. */
export function readMessageFromOwner(line: string): MessageFromOwner | null {
  return read(messageFromOwnerSchema, line);
}

/** A message as a line. Throws `MESSAGE_TOO_LARGE`. */
export function encodeMessage(message: unknown): Buffer {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  if (line.byteLength > MESSAGE_LIMIT_BYTES) throw messageTooLarge();
  return line;
}

/** A reply as a line; one that is too large becomes the failure that says so. */
export function encodeReply(id: number | null, reply: Reply<unknown>): Buffer {
  try {
    return encodeMessage({ id, reply });
  } catch (error) {
    return encodeMessage({ id, reply: { ok: false, failure: toFailure(error) } });
  }
}

const repeatable: ReadonlySet<string> = new Set([
  ...readCommandNames,
  'await-settled',
  'forecast-import',
  'check-health',
  'check-provider',
]);

/** Whether a command may be sent again when nobody knows if it was carried out: it reads, asks, or waits. */
export function isRepeatable(command: string): boolean {
  return repeatable.has(command);
}

function read<Message>(schema: z.ZodType<Message>, line: string): Message | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
