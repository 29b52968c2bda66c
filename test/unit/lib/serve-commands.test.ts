import { expect, test } from 'vitest';
import type { CommandHandlers } from '../../../main/lib/command-handlers.ts';
import { LecternError, remedy } from '../../../main/lib/failure.ts';
import { serveCommands } from '../../../main/lib/serve-commands.ts';

/** The door over handlers of which only the named ones are ever asked. */
function door(handlers: Partial<CommandHandlers>) {
  const reported: unknown[] = [];
  // A command that a test does not name has no handler, and is never asked.
  const serve = serveCommands(handlers as CommandHandlers, (error) => reported.push(error));
  const never = new AbortController().signal;
  return { reported, ask: (name: string, input: unknown, signal = never) => serve(name, input, signal) };
}

test('a command gets its input with the defaults filled in and its value goes back', async () => {
  const seen: unknown[] = [];
  const { ask } = door({
    'pause-stage': (input) => {
      seen.push(input);
      return {};
    },
    'check-integrity': (input) => {
      seen.push(input);
      return { status: 'ok', checked: 0, problems: [] };
    },
  });

  expect(await ask('pause-stage', { stage: 'export', more: 1 })).toEqual({ ok: true, value: {} });
  expect(await ask('check-integrity', {})).toMatchObject({ ok: true });
  expect(seen).toEqual([{ stage: 'export' }, { deep: false }]);
});

test.each(['no-such-command', 'toString', '__proto__', ''])(
  'an unknown command is refused: "%s"',
  async (name) => {
    const { ask, reported } = door({});
    expect(await ask(name, {})).toMatchObject({ ok: false, failure: { code: 'COMMAND_UNKNOWN' } });
    expect(reported).toEqual([]);
  },
);

test('every problem of an input is named in one sentence', async () => {
  const reply = await door({}).ask('import-lectures', { paths: [1], choice: { duplicate: 'perhaps' } });

  expect(reply).toMatchObject({ ok: false, failure: { code: 'INPUT_INVALID' } });
  const message = reply.ok ? '' : reply.failure.message;
  expect(message).toContain('paths.0: ');
  expect(message).toContain('choice.duplicate: ');
});

test('an input that is nothing at all is refused without a stray colon', async () => {
  const reply = await door({}).ask('get-lecture', null);
  expect(reply.ok ? '' : reply.failure.message).toMatch(/^This cannot be understood\. \w/);
});

test('an expected failure is data without its class, and nobody is alarmed', async () => {
  const failure = {
    code: 'NO_GAPS',
    message: 'Nothing is missing.',
    remedy: remedy('none', 'Nothing to do'),
  };
  const { ask, reported } = door({
    'redo-gaps': () => {
      throw new LecternError({ ...failure, class: 'fatal', scope: 'disk' });
    },
  });

  expect(await ask('redo-gaps', { lectureId: 'a' })).toEqual({ ok: false, failure });
  expect(reported).toEqual([]);
});

test('anything else that is thrown is reported and told without what it says', async () => {
  const bug = new TypeError('sk-secret in here');
  const { ask, reported } = door({ 'get-prices': () => Promise.reject(bug) });

  const reply = await ask('get-prices', {});

  expect(reply).toMatchObject({
    ok: false,
    failure: { code: 'INTERNAL_ERROR', remedy: { action: 'report' } },
  });
  expect(JSON.stringify(reply)).not.toContain('sk-secret');
  expect(reported).toEqual([bug]);
});

test('an answer that breaks the contract does not leave the core', async () => {
  const { ask, reported } = door({ 'list-lectures': () => ({ lectures: [{ id: 1 }] }) as never });

  expect(await ask('list-lectures', {})).toMatchObject({ ok: false, failure: { code: 'INTERNAL_ERROR' } });
  expect(reported).toHaveLength(1);
});

test('a command that was interrupted says so, and that is no alarm', async () => {
  const controller = new AbortController();
  const { ask, reported } = door({
    'check-health': (_input, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      ),
  });

  const reply = ask('check-health', {}, controller.signal);
  controller.abort();

  expect(await reply).toMatchObject({ ok: false, failure: { code: 'INTERRUPTED' } });
  expect(reported).toEqual([]);
});
