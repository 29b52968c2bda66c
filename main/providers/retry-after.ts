/** A throttled call is not tried again sooner than this, whatever the server says. */
const LEAST_DELAY_MS = 1_000;
/** No limit lasts longer than a month; what is beyond is a mistake, and no date a calendar can show. */
const LONGEST_DELAY_MS = 31 * 86_400_000;
/** A longer wait is told with its end, and another try is offered. */
const LONG_DELAY_MS = 3_600_000;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * When the server allows another try, epoch milliseconds; null when it does not say. In order: `retry-after-ms`, `Retry-After`
 * as seconds or date (RFC 9110 §10.2.3), then the later one of the `x-ratelimit-reset-*` times of limits that are used up.
 */
export function readRetryAt(headers: Headers, now: number): number | null {
  const delayMs = readMilliseconds(headers) ?? readRetryAfter(headers, now) ?? readResets(headers);
  return delayMs === null
    ? null
    : now + Math.min(LONGEST_DELAY_MS, Math.max(LEAST_DELAY_MS, Math.ceil(delayMs)));
}

/** When a wait of over an hour ends, in the time of this machine: `23 Nov 2026, 19:25`. Null for a shorter one. */
export function longWaitInWords(retryAt: number | null, now: number): string | null {
  if (retryAt === null || retryAt - now <= LONG_DELAY_MS) return null;
  return new Date(retryAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

function readMilliseconds(headers: Headers): number | null {
  return toDelay(headers.get('retry-after-ms'), 1);
}

function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after');
  const seconds = toDelay(text, 1_000);
  if (seconds !== null || text === null) return seconds;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function readResets(headers: Headers): number | null {
  const delays = ['requests', 'tokens']
    .filter((limit) => headers.get(`x-ratelimit-remaining-${limit}`) === '0')
    .map((limit) => readDuration(headers.get(`x-ratelimit-reset-${limit}`) ?? ''))
    .filter((delayMs) => delayMs !== null);
  return delays.length === 0 ? null : Math.max(...delays);
}

function toDelay(text: string | null, unitMs: number): number | null {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * unitMs : null;
}

/** Durations as the rate limit headers write them: `6m0s`, `1.5s`, `20ms`. */
function readDuration(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}
