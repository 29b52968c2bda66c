import { onTestFinished, expect, test } from 'vitest';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import type { Reply } from '../../../preload/contract/failure.ts';
import { startCoreThread, type CoreThread, type DesktopAnswers } from '../../../main/desktop/core-thread.ts';
import { waitFor } from '../../support/wait-for.ts';

const entry = new URL('../../support/desktop/thread-under-test.ts', import.meta.url);
const available: DesktopAnswers = async () => ({ ok: true, value: { available: true, name: 'a keyring' } });

const reported: unknown[] = [];

function start(how: string, answers: DesktopAnswers = available): CoreThread {
  const thread = startCoreThread(entry, { home: how, resources: '', environment: {} }, answers, {
    report: (error) => reported.push(error),
  });
  onTestFinished(() => thread.stop());
  return thread;
}

const codeOf = (reply: Reply<unknown>) => (reply.ok ? null : reply.failure.code);

test('a call asked before the core is there waits for it and is answered', async () => {
  const thread = start('ready');

  expect(thread.state()).toBe('starting');
  expect(await thread.call('echo', { a: [1, 'ä'] })).toEqual({ ok: true, value: { a: [1, 'ä'] } });
  expect(thread.state()).toBe('ready');
});

test('events of the core and changes of its state reach every listener', async () => {
  const thread = start('ready');
  const heard: CoreEvent[] = [];
  thread.subscribe((event) => heard.push(event));

  await thread.call('event', 'l1');

  expect(heard).toEqual([
    { name: 'core-state-changed', payload: { state: 'ready' } },
    { name: 'lecture-removed', payload: { id: 'l1' } },
  ]);
});

test('the core is answered what only the desktop knows', async () => {
  const asked: string[] = [];
  const thread = start('ready', async (question) => {
    asked.push(question);
    return { ok: true, value: { available: false, name: 'none' } };
  });

  await thread.call('ask', null);
  const reply = await waitForAnswer(thread);

  expect(asked).toEqual(['keychain']);
  expect(reply).toEqual({ ok: true, value: { available: false, name: 'none' } });
});

test.each(['die', 'throw'])(
  'a core that ends by "%s" answers what was asked with a failure and comes back',
  async (how) => {
    const thread = start('ready');
    const first = await thread.call('thread', null);

    expect(codeOf(await thread.call(how, null))).toBe('CORE_RESTARTING');

    const second = await thread.call('thread', null);
    expect(second.ok).toBe(true);
    expect(second).not.toEqual(first);
    expect(thread.state()).toBe('ready');
  },
);

test('an answer for a core that has died is not given to its successor', async () => {
  let give = (): void => undefined;
  const thread = start(
    'ready',
    () => new Promise((resolve) => (give = () => resolve({ ok: true, value: 'late' }))),
  );
  await thread.call('ask', null);
  await thread.call('die', null);
  await thread.call('echo', null);

  give();

  await thread.call('echo', null);
  expect(await thread.call('last-answer', null)).toEqual({ ok: true, value: null });
});

test('a core that keeps dying stays down, says so, and can still be stopped', async () => {
  const thread = start('dies');

  const reply = await thread.call('echo', null);

  expect(codeOf(reply)).toBe('CORE_KEEPS_CRASHING');
  expect(thread.state()).toBe('failed');
  expect(thread.failure()?.code).toBe('CORE_KEEPS_CRASHING');
  await expect(withinASecond(thread.stop())).resolves.toBeUndefined();
});

test('a core that refuses to start is not started again, tells why, and stops at once', async () => {
  const thread = start('refuses');

  expect(codeOf(await thread.call('echo', null))).toBe('HOME_IN_USE');
  expect(thread.state()).toBe('failed');
  await expect(withinASecond(thread.stop())).resolves.toBeUndefined();
});

test('what is asked after the end is refused instead of never answered', async () => {
  const thread = start('ready');
  await thread.call('echo', null);

  await thread.stop();

  expect(codeOf(await withinASecond(thread.call('echo', null)))).toBe('CORE_STOPPED');
});

test('stopping twice waits for the same end', async () => {
  const thread = start('ready');
  await thread.call('echo', null);

  await Promise.all([thread.stop(), thread.stop()]);

  expect(codeOf(await thread.call('echo', null))).toBe('CORE_STOPPED');
});

test('a core that does not end when told is ended', { timeout: 20_000 }, async () => {
  const thread = startCoreThread(entry, { home: 'deaf', resources: '', environment: {} }, available, {
    stopLimitMs: 50,
  });
  await thread.call('echo', null);

  await expect(withinASecond(thread.stop())).resolves.toBeUndefined();
});

async function waitForAnswer(thread: CoreThread): Promise<unknown> {
  let last: unknown = null;
  const look = () =>
    void thread.call('last-answer', null).then((reply) => (last = reply.ok ? reply.value : null));
  return waitFor('the desktop has answered', () => {
    look();
    return last;
  });
}

async function withinASecond<Value>(work: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('Not within a second')), 1_000).unref();
  });
  return Promise.race([work, late]);
}
