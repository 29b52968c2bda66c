import type { StoredFailure } from '../lib/failure.ts';
import type { RawAnswer, Usage } from './provider-port.ts';

/** What is about to be sent and paid for. */
export interface CallIntent {
  /** SHA-256 over content hash, model, parameters and generation number, hex. Equal keys are the same work. */
  readonly key: string;
  readonly lectureId: string;
  readonly taskId: string;
  readonly stage: string;
  readonly endpoint: 'audio/transcriptions' | 'responses' | 'chat/completions';
  readonly host: string;
  readonly model: string;
  readonly bytes: number;
  /** Null: no price is known. */
  readonly estimateMicroUsd: number | null;
  readonly audioMs: number | null;
}

/** A paid call that was answered. */
export interface AnsweredCall extends RawAnswer {
  readonly key: string;
  readonly model: string;
  readonly host: string;
  readonly costMicroUsd: number | null;
}

/** Record of what was paid. Every method is one durable transaction or joins an open one. */
export interface CallLedger {
  /** An answer that is there already is never paid again. */
  answered(key: string): AnsweredCall | null;
  /**
   * Commits the intent. Throws `COST_CEILING` or `COST_MONTH_CEILING` (class needs-user) when intents and costs so far plus this estimate
   * would pass a ceiling, `COST_UNKNOWN` when there is a ceiling and no price, unless the lecture's cost was confirmed.
   */
  begin(intent: CallIntent): number;
  /** Commits the raw answer, with usage and cost as far as they are known without understanding it. */
  answer(callId: number, answer: RawAnswer, usage: Usage, costMicroUsd: number | null): void;
  /** The call failed: `refused` was certainly not billed, `unknown` may have been. */
  fail(callId: number, state: 'refused' | 'unknown', failure: StoredFailure): void;
  /** At start: intents left open by a death become `unknown`. Answers how many. */
  closeOrphans(): number;
  /** Paid and promised for a lecture, micro US dollars; null when a part is unknown. */
  spentOn(lectureId: string): {
    readonly actualMicroUsd: number;
    readonly hasUnknown: boolean;
    readonly calls: number;
  };
  /** Paid and promised since an instant. */
  spentSince(instant: number): number;
  sent(limit: number): readonly (CallIntent & { readonly startedAt: number; readonly state: string })[];
}
