import { expect, test } from 'vitest';
import { rejectOnAbort } from '../../../main/lib/reject-on-abort.ts';
import { rejectionOf } from '../../support/failure-of.ts';

test('work that ends first counts, whatever happens to the signal later', async () => {
  const controller = new AbortController();
  const result = rejectOnAbort(Promise.resolve(7), controller.signal);
  expect(await result).toBe(7);
  controller.abort();
  await expect(rejectOnAbort(Promise.reject(new Error('broken')), controller.signal)).rejects.toThrow();
});

test('an abort ends the wait at once, even for work that never ends or fails later', async () => {
  const controller = new AbortController();
  let fail = (_error: Error): void => undefined;
  const late = new Promise<never>((_, reject) => (fail = reject));
  const endless = rejectionOf(rejectOnAbort(new Promise(() => undefined), controller.signal));
  const failing = rejectionOf(rejectOnAbort(late, controller.signal));
  controller.abort();
  expect((await endless).code).toBe('INTERRUPTED');
  expect((await failing).code).toBe('INTERRUPTED');
  fail(new Error('too late to matter'));
});

test('a signal that is aborted already ends the wait', async () => {
  const wait = rejectOnAbort(new Promise(() => undefined), AbortSignal.abort());
  expect((await rejectionOf(wait)).code).toBe('INTERRUPTED');
});
