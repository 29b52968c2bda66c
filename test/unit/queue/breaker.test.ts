import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  type Breaker,
  breakerFailed,
  breakerOnTrial,
  breakerOpenMs,
  breakerStaysOpen,
  breakerSucceeded,
  newBreaker,
} from '../../../main/queue/breaker.ts';
import { designNumbers as numbers } from '../../support/queue/queue-fixture.ts';

function after(calls: string, at = 0): Breaker {
  return calls
    .split('')
    .reduce(
      (breaker, call) => (call === '+' ? breakerSucceeded : breakerFailed)(breaker, at, numbers),
      newBreaker,
    );
}

describe('a breaker', () => {
  it.each([
    ['----', 'closed'],
    ['-----', 'open'],
    ['+++++-----', 'open'],
    ['++++++-----', 'closed'],
    ['++++++------', 'open'],
    ['-+-+-+-+-', 'open'],
  ])('after %s is %s', (calls, state) => {
    expect(after(calls).state).toBe(state);
  });

  it('forgets calls older than the window', () => {
    const four = after('----', 1_000);
    expect(breakerFailed(four, 61_000, numbers).state).toBe('closed');
    expect(breakerFailed(four, 60_999, numbers).state).toBe('open');
  });

  it('forgets calls of a future that a corrected clock took away', () => {
    expect(breakerFailed(after('----', 1_000_000), 5_000, numbers).outcomes).toHaveLength(1);
  });

  it('closes with the first success on trial and begins anew', () => {
    const trial = breakerOnTrial(after('-----'));
    expect(breakerSucceeded(trial, 0, numbers)).toMatchObject({ state: 'closed', round: 0 });
  });

  it('opens again with the first failure on trial, for longer', () => {
    const again = breakerFailed(breakerOnTrial(after('-----')), 0, numbers);
    expect(again).toMatchObject({ state: 'open', round: 2 });
    expect(breakerStaysOpen(again).round).toBe(3);
  });

  it('stays open 30 s, doubling to 10 min', () => {
    const times = [1, 2, 3, 4, 5, 6, 7].map((round) => breakerOpenMs(round, numbers) / 1000);
    expect(times).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  it('opens exactly by the rule, whatever the order of calls', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (calls) => {
        let breaker = newBreaker;
        const seen: boolean[] = [];
        for (const ok of calls) {
          breaker = (ok ? breakerSucceeded : breakerFailed)(breaker, 0, numbers);
          seen.push(ok);
          const failures = seen.filter((one) => !one).length;
          const mustOpen = !ok && failures >= 5 && failures >= seen.length / 2;
          expect(breaker.state).toBe(mustOpen ? 'open' : 'closed');
          if (mustOpen) return;
        }
      }),
    );
  });
});
