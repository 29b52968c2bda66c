import { createHash } from 'node:crypto';
import { LecternError, remedy, type StoredFailure } from '../lib/failure.ts';
import type { AnsweredCall, CallIntent, CallLedger } from './ledger-port.ts';
import type { RawAnswer, Usage } from './provider-port.ts';

/** What decides whether two calls are the same work. */
export interface CallContent {
  /** SHA-256 of the audio or text that is sent, hex. */
  readonly contentSha256: string;
  readonly model: string;
  /** Everything else that shapes the answer, as plain JSON data; the order of its fields does not matter. */
  readonly params: unknown;
  /** Raised only by a replay whose price a person has confirmed. */
  readonly generation: number;
}

/** One paid call, from looking it up to recording what it came to. */
export interface PaidCall {
  readonly ledger: CallLedger;
  /** Its key comes from `callKey`. */
  readonly intent: CallIntent;
  readonly signal: AbortSignal;
  /** Sends it; throws `LecternError`, or the reason of the aborted signal. */
  send(signal: AbortSignal): Promise<RawAnswer>;
  /** What the answer says it used; must not depend on the answer making sense. */
  readUsage(answer: RawAnswer): Usage;
  /** Micro US dollars; null when no price is known. */
  price(usage: Usage): number | null;
}

/** An answer that is paid for and safe. `reused`: it was there already and nothing was sent. */
export interface PaidAnswer extends AnsweredCall {
  readonly reused: boolean;
}

/** Calls under way, so that equal work asked for twice at the same time is paid once. */
const underWay = new WeakMap<CallLedger, Map<string, Promise<PaidAnswer>>>();

/** The key of a call: SHA-256, hex, over content, model, parameters and generation number. Equal keys are the same work. */
export function callKey({ contentSha256, model, params, generation }: CallContent): string {
  const paramsSha256 = sha256(JSON.stringify(sorted(params)) ?? '');
  return sha256(JSON.stringify([contentSha256, model, paramsSha256, generation]));
}

/** SHA-256 of bytes or text, hex. */
export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Answers the call without ever paying twice for the same key: a known answer is reused; else the intent is committed, the call
 * sent, and the raw answer committed before anything of it is understood. A failed call is recorded as certainly not
 * billed (`refused`) or maybe billed (`unknown`) and thrown on.
 *
 * Throws what `CallLedger.begin` throws about ceilings (nothing was sent then), what `send` throws, and the reason of the signal.
 */
export async function payFor(call: PaidCall): Promise<PaidAnswer> {
  const { ledger, signal } = call;
  const { key } = call.intent;
  const flights = flightsOf(ledger);
  for (;;) {
    signal.throwIfAborted();
    const known = ledger.answered(key);
    if (known !== null) return { ...known, reused: true };
    const other = flights.get(key);
    if (other === undefined) break;
    await settled(other, signal);
  }
  const flight = sendAndRecord(call);
  flights.set(key, flight);
  try {
    return await flight;
  } finally {
    flights.delete(key);
  }
}

async function sendAndRecord(call: PaidCall): Promise<PaidAnswer> {
  const { ledger, intent, signal } = call;
  const callId = ledger.begin(intent);
  const answer = await sendOrRecordFailure(call, callId);
  const usage = usageOf(call, answer);
  const costMicroUsd = call.price(usage);
  ledger.answer(callId, answer, usage, costMicroUsd);
  signal.throwIfAborted();
  return { ...answer, key: intent.key, model: intent.model, host: intent.host, costMicroUsd, reused: false };
}

async function sendOrRecordFailure(call: PaidCall, callId: number): Promise<RawAnswer> {
  try {
    return await call.send(call.signal);
  } catch (error) {
    const failure = error instanceof LecternError ? error.failure : interrupted();
    call.ledger.fail(callId, failure.mayBeBilled === true ? 'unknown' : 'refused', failure);
    throw error;
  }
}

/** Reading the usage must not lose a paid answer, whatever the answer looks like. */
function usageOf(call: PaidCall, answer: RawAnswer): Usage {
  try {
    return call.readUsage(answer);
  } catch {
    return { audioMs: null, inputTokens: null, outputTokens: null };
  }
}

function interrupted(): StoredFailure {
  return {
    code: 'CALL_INTERRUPTED',
    message: 'The request was stopped before its answer came.',
    remedy: remedy('none', 'Nothing to do'),
    class: 'retryable',
    mayBeBilled: true,
  };
}

function flightsOf(ledger: CallLedger): Map<string, Promise<PaidAnswer>> {
  const flights = underWay.get(ledger) ?? new Map<string, Promise<PaidAnswer>>();
  underWay.set(ledger, flights);
  return flights;
}

/** Waits for another's call to end, well or not, or for the signal. */
function settled(flight: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
    flight.then(finish, finish);
  });
}

/** The same data with the fields of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
