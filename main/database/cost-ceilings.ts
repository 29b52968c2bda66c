import { LecternError, remedy, type FailureInput } from '../lib/failure.ts';
import type { CallIntent } from '../pipeline/ledger-port.ts';
import type { CallSums } from './call-sums.ts';

/** Most that may be spent, in micro US dollars; null is no limit. */
export interface Ceilings {
  readonly lectureMicroUsd: number | null;
  /** In one calendar month of the machine's time zone. */
  readonly monthMicroUsd: number | null;
}

/** What the check looks at. `now` in epoch milliseconds. */
export interface CeilingCheck {
  readonly ceilings: Ceilings;
  readonly sums: CallSums;
  readonly now: number;
}

/**
 * Throws `COST_UNKNOWN` when there is a ceiling, the call has no price and nobody confirmed the lecture's cost; `COST_CEILING` or
 * `COST_MONTH_CEILING` when what was paid and promised together with this call would pass a ceiling. All are `needs-user`.
 */
export function checkCeilings(intent: CallIntent, { ceilings, sums, now }: CeilingCheck): void {
  const { lectureMicroUsd, monthMicroUsd } = ceilings;
  if (lectureMicroUsd === null && monthMicroUsd === null) return;
  if (intent.estimateMicroUsd === null && !sums.isConfirmed(intent.lectureId)) throw unknownCost(intent);
  const estimate = intent.estimateMicroUsd ?? 0;
  if (lectureMicroUsd !== null) {
    const spent = sums.ofLecture(intent.lectureId).actualMicroUsd;
    if (spent + estimate > lectureMicroUsd) throw lectureCeiling(spent, lectureMicroUsd);
  }
  if (monthMicroUsd !== null) {
    const spent = sums.since(startOfMonth(now));
    if (spent + estimate > monthMicroUsd) throw monthCeiling(spent, monthMicroUsd);
  }
}

/** The first instant of the month in the machine's time zone. */
export function startOfMonth(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), 1).getTime();
}

function unknownCost(intent: CallIntent): LecternError {
  return budgetError({
    code: 'COST_UNKNOWN',
    message: `No price is known for “${intent.model}”, so the cost ceiling cannot be kept. Nothing was sent. Enter its price, or go on without one for this lecture.`,
    remedy: remedy('confirm-cost', 'Go on without a price', intent.lectureId),
  });
}

function lectureCeiling(spent: number, ceiling: number): LecternError {
  return budgetError({
    code: 'COST_CEILING',
    message: `The next step would take this lecture over its ceiling of ${dollars(ceiling)} (${dollars(spent)} so far). Nothing was sent.`,
    remedy: remedy('raise-ceiling', 'Change the ceiling', 'cost.ceiling'),
  });
}

function monthCeiling(spent: number, ceiling: number): LecternError {
  return budgetError({
    code: 'COST_MONTH_CEILING',
    message: `The next step would pass this month's ceiling of ${dollars(ceiling)} (${dollars(spent)} so far). Nothing was sent.`,
    remedy: remedy('raise-ceiling', 'Change the ceiling', 'cost.monthlyCeiling'),
  });
}

function budgetError(input: Omit<FailureInput, 'class'>): LecternError {
  return new LecternError({ ...input, class: 'needs-user' });
}

/** Cents, or as many digits as a smaller sum needs. */
function dollars(microUsd: number): string {
  const amount = microUsd / 1_000_000;
  const digits = amount === 0 || amount >= 0.01 ? 2 : 6;
  return `$${amount.toFixed(digits)}`;
}
