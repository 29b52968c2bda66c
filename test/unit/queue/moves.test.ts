import { expect, it } from 'vitest';

import {
  assertJobMove,
  assertTaskMove,
  isOpen,
  type JobStatus,
  jobMoves,
  type TaskStatus,
  taskMoves,
} from '../../../main/queue/job.ts';

const jobStates = Object.keys(jobMoves) as JobStatus[];
const taskStates = Object.keys(taskMoves) as TaskStatus[];

it('lets a job make exactly the moves of the table', () => {
  const legal = jobStates.flatMap((from) =>
    jobStates.filter((to) => !throws(() => assertJobMove(from, to))).map((to) => `${from} ${to}`),
  );
  expect(legal).toEqual([
    'queued running',
    'queued completed',
    'queued failed',
    'queued cancelled',
    'running queued',
    'running completed',
    'running failed',
    'running cancelled',
    'failed queued',
  ]);
});

it('lets a task make exactly the moves of the table', () => {
  for (const from of taskStates) {
    for (const to of taskStates) {
      expect(throws(() => assertTaskMove(from, to))).toBe(!taskMoves[from].includes(to));
    }
  }
});

it('never lets anything leave its final state', () => {
  expect(jobMoves.completed).toEqual([]);
  expect(jobMoves.cancelled).toEqual([]);
  for (const state of ['done', 'cancelled', 'replaced'] as const) expect(taskMoves[state]).toEqual([]);
});

it('counts a job as open while it can move by itself', () => {
  expect(jobStates.filter(isOpen)).toEqual(['queued', 'running']);
});

function throws(work: () => void): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
