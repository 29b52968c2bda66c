/** Time and timers, passed in so that tests can set them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `delayMs`; the returned function cancels. Until then it keeps the process alive. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The longest delay a timer takes in one go (2^31 - 1 ms); longer ones are cut, callers look at the clock again. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
