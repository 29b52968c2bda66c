import { expect, it } from 'vitest';

import { allowedTasks, slowDown } from '../../../main/queue/concurrency.ts';

it('is what is configured until something throttles', () => {
  expect(allowedTasks(6, null, 0)).toBe(6);
});

it('halves once for tasks that were throttled together', () => {
  const first = slowDown(8, null, { startedAt: 0, now: 100 });
  expect(first.limit).toBe(4);
  expect(slowDown(8, first, { startedAt: 50, now: 110 })).toBe(first);
  expect(slowDown(8, first, { startedAt: 101, now: 200 }).limit).toBe(2);
});

it('never falls below one', () => {
  const one = slowDown(1, null, { startedAt: 0, now: 1 });
  expect(allowedTasks(1, one, 1)).toBe(1);
});

it('climbs back by one every quiet 20 s, up to what is configured', () => {
  const slowdown = slowDown(6, null, { startedAt: 0, now: 1_000 });
  const at = (seconds: number) => allowedTasks(6, slowdown, 1_000 + seconds * 1_000);
  expect([0, 19, 20, 40, 60, 600].map(at)).toEqual([3, 3, 4, 5, 6, 6]);
  expect(allowedTasks(2, slowdown, 1_000_000)).toBe(2);
});
