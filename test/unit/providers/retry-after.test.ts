import { expect, test } from 'vitest';
import { rateLimited, serverFailed } from '../../../main/providers/provider-failures.ts';
import { readRetryAt } from '../../../main/providers/retry-after.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const context = {
  host: 'example.org',
  isLocal: false,
  endpoint: 'responses',
  model: 'm',
  now: NOW,
  otherHostsAnswer: true,
} as const;
const after = (seconds: string): Headers => new Headers({ 'retry-after': seconds });

test.each(['99999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', '1'.repeat(400)])(
  'a wait no calendar can show is cut to a month: %s',
  (text) => {
    const retryAt = readRetryAt(after(text), NOW) ?? 0;
    expect(new Date(retryAt).toISOString()).toBe('2026-12-24T12:00:00.000Z');
  },
);

test('a wait of over an hour is told with its end and another try is offered', () => {
  const failure = rateLimited(after('7200'), context);
  expect(failure).toMatchObject({ retryAt: NOW + 7_200_000, remedy: { action: 'try-now' } });
  expect(failure.message).toMatch(/goes on by itself at 23 Nov 2026, \d\d:\d\d\.$/);

  const refusal = { status: 503, code: '', type: '', param: '', message: '', isWebPage: false };
  expect(serverFailed({ ...refusal, headers: after('7200') }, context)).toMatchObject({
    message: expect.stringMatching(/until 23 Nov 2026, \d\d:\d\d\.$/) as string,
    remedy: { action: 'try-now' },
  });
});

test('a short wait is only waited for', () => {
  expect(rateLimited(after('3600'), context)).toMatchObject({ remedy: { action: 'wait' } });
});
