import { rateLimited } from './api-error.ts';

/** The limits of the simulated account; absent means none. */
export type Limits = {
  /** Most requests in work at the same time; the next one is refused with 429. */
  readonly concurrent?: number;
  /** Most requests begun within any minute. */
  readonly requestsPerMinute?: number;
};

/** Counts requests against the limits. */
export type Throttle = {
  /** Lets a request begin and answers the function that ends it. Throws the 429 ApiError when a limit is reached. */
  enter: (model: string) => () => void;
  /** The rate limit headers of this moment, as the real server sends them with every answer. */
  headers: () => Record<string, string>;
  setLimits: (limits: Limits) => void;
};

const MINUTE_MS = 60_000;
const UNLIMITED_SHOWN = 10_000;

/** Opens a throttle with these limits. */
export function createThrottle(initial: Limits): Throttle {
  let limits = initial;
  let running = 0;
  let begunAtMs: number[] = [];
  const recent = (): number[] => (begunAtMs = begunAtMs.filter((atMs) => atMs > Date.now() - MINUTE_MS));
  return {
    enter: (model) => {
      const resetMs = (recent()[0] ?? Date.now()) + MINUTE_MS - Date.now();
      if (running >= (limits.concurrent ?? Infinity)) throw rateLimited(model, { 'retry-after': '1' });
      if (begunAtMs.length >= (limits.requestsPerMinute ?? Infinity)) {
        throw rateLimited(model, { 'retry-after': String(Math.ceil(resetMs / 1000)) });
      }
      running++;
      begunAtMs.push(Date.now());
      return () => void running--;
    },
    headers: () => {
      const limit = limits.requestsPerMinute ?? UNLIMITED_SHOWN;
      return {
        'x-ratelimit-limit-requests': String(limit),
        'x-ratelimit-remaining-requests': String(Math.max(0, limit - recent().length)),
        'x-ratelimit-reset-requests': `${Math.ceil(MINUTE_MS / limit)}ms`,
      };
    },
    setLimits: (changed) => {
      limits = changed;
    },
  };
}
