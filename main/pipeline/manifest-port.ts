import type { AnsweredCall, CallIntent } from './ledger-port.ts';

/** A paid answer that was found in the store, with what is known about its sending. */
export interface FoundCall extends AnsweredCall {
  readonly lectureId: string;
  readonly stage: string;
  readonly endpoint: CallIntent['endpoint'];
  /** When the version that holds it was stored; the call was a little earlier. Epoch milliseconds. */
  readonly foundAt: number;
}

/** Takes paid answers back into the record, so that they are never paid again. */
export interface CallAdopter {
  /** Records the answer unless its key is answered already; joins an open transaction. Answers whether it was new. */
  adopt(call: FoundCall): boolean;
}
