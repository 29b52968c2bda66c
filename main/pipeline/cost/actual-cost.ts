import type { CallLedger } from '../ports.ts';

/**
 * What a lecture has cost so far, in micro US dollars: null while nothing was paid for it, and null ("unknown") when a
 * part of it has no price.
 */
export function actualCost(ledger: Pick<CallLedger, 'spentOn'>, lectureId: string): number | null {
  const { actualMicroUsd, hasUnknown, calls } = ledger.spentOn(lectureId);
  return calls === 0 || hasUnknown ? null : actualMicroUsd;
}
