import { z } from 'zod';
import type { Connection } from './connection.ts';

/** Sums over paid calls; money in micro US dollars. */
export interface CallSums {
  ofLecture(lectureId: string): {
    readonly actualMicroUsd: number;
    readonly hasUnknown: boolean;
    readonly calls: number;
  };
  /** Of calls begun at or after an instant. */
  since(instant: number): number;
  /** True when a person accepted this lecture's cost although it is not known. */
  isConfirmed(lectureId: string): boolean;
}

const sumSchema = z.object({ total: z.number().int(), unknowns: z.number().int(), calls: z.number().int() });

/** What was certainly not billed (`refused`) counts nothing; without a cost the estimate stands. */
const SUM = `
  SELECT coalesce(sum(coalesce(cost_micro_usd, estimate_micro_usd)), 0) AS total,
    count(*) FILTER (WHERE cost_micro_usd IS NULL AND estimate_micro_usd IS NULL) AS unknowns,
    count(*) AS calls
  FROM calls WHERE state <> 'refused'`;

/** Sums over the table `calls`. */
export function callSums(database: Connection): CallSums {
  const ofLecture = database.prepare(`${SUM} AND lecture_id = ?`);
  const since = database.prepare(`${SUM} AND started_at >= ?`);
  const confirmed = database.prepare('SELECT cost_confirmed FROM lectures WHERE id = ?').pluck();
  return {
    ofLecture(lectureId) {
      const { total, unknowns, calls } = sumSchema.parse(ofLecture.get(lectureId));
      return { actualMicroUsd: total, hasUnknown: unknowns > 0, calls };
    },
    since: (instant) => sumSchema.parse(since.get(instant)).total,
    isConfirmed: (lectureId) => confirmed.get(lectureId) === 1,
  };
}
