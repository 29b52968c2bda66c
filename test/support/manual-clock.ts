import type { Clock } from '../../main/lib/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves time and runs the timers that come due, in order, letting promises settle after each. */
  advance(byMs: number): Promise<void>;
  /** Changes what the clock shows without running a timer, as a correction of the system's time does. */
  jumpTo(epochMs: number): void;
  /** Instant of the next timer, or null. */
  nextTimer(): number | null;
}

/** Makes a clock that shows `start` (epoch milliseconds). */
export function createManualClock(start = 1_700_000_000_000): ManualClock {
  let now = start;
  const timers = new Set<Timer>();
  const next = () => [...timers].toSorted((one, other) => one.dueAt - other.dueAt)[0] ?? null;

  return {
    now: () => now,
    after(delayMs, callback) {
      const timer = { dueAt: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(byMs) {
      const target = now + byMs;
      await settle();
      for (let timer = next(); timer && timer.dueAt <= target; timer = next()) {
        timers.delete(timer);
        now = Math.max(now, timer.dueAt);
        timer.callback();
        await settle();
      }
      now = target;
    },
    jumpTo(epochMs) {
      now = epochMs;
    },
    nextTimer: () => next()?.dueAt ?? null,
  };
}

/** Lets everything that only waits for promises go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
