import { describe, expect, test } from 'vitest';
import { LecternError, remedy } from '../../../main/lib/failure.ts';
import { callKey, payFor, sha256, type PaidCall } from '../../../main/pipeline/paid-call.ts';
import type { CallIntent, CallLedger } from '../../../main/pipeline/ledger-port.ts';
import type { RawAnswer } from '../../../main/pipeline/provider-port.ts';
import { lectureOf } from '../../support/library-rows.ts';
import { openLibrary } from './library-kit.ts';

const ALWAYS = new AbortController().signal;
const answer: RawAnswer = { body: '{"text":"Heat"}', statusCode: 200, requestId: 'req-1' };

function intentOf(key: string): CallIntent {
  return {
    ...{ key, lectureId: 'one', taskId: 'task', stage: 'transcription', endpoint: 'audio/transcriptions' },
    ...{ host: 'example.org', model: 'm', bytes: 10, estimateMicroUsd: 100, audioMs: 1_000 },
  };
}

function callOf(ledger: CallLedger, change: Partial<PaidCall> = {}): PaidCall {
  return {
    ledger,
    intent: intentOf('key'),
    signal: ALWAYS,
    send: () => Promise.resolve(answer),
    readUsage: () => ({ audioMs: 1_000, inputTokens: null, outputTokens: null }),
    price: () => 75,
    ...change,
  };
}

function ledgerWithLecture(ceilingMicroUsd: number | null = null): CallLedger {
  const { library, ledger } = openLibrary(ceilingMicroUsd);
  library.addLecture(lectureOf('one'));
  return ledger;
}

describe('a paid call', () => {
  test('is sent once and then answered from the record', async () => {
    const ledger = ledgerWithLecture();
    let sent = 0;
    const send = () => {
      sent += 1;
      return Promise.resolve(answer);
    };
    const first = await payFor(callOf(ledger, { send }));
    const second = await payFor(callOf(ledger, { send }));
    expect(sent).toBe(1);
    expect(first).toMatchObject({ ...answer, reused: false, costMicroUsd: 75 });
    expect(second).toMatchObject({ ...answer, reused: true, costMicroUsd: 75 });
  });

  test('that is asked for twice at the same time is sent once', async () => {
    const ledger = ledgerWithLecture();
    let sent = 0;
    const send = async () => {
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return answer;
    };
    await Promise.all([payFor(callOf(ledger, { send })), payFor(callOf(ledger, { send }))]);
    expect(sent).toBe(1);
  });

  test('has its intent on record while it is under way', async () => {
    const ledger = ledgerWithLecture();
    const states: string[] = [];
    await payFor(
      callOf(ledger, {
        send: () => {
          states.push(...ledger.sent(10).map((entry) => entry.state));
          return Promise.resolve(answer);
        },
      }),
    );
    expect(states).toEqual(['intent']);
    expect(ledger.sent(10).map((entry) => entry.state)).toEqual(['answered']);
  });

  test('keeps its answer even when the usage in it cannot be read', async () => {
    const ledger = ledgerWithLecture();
    const readUsage = () => {
      throw new SyntaxError('no JSON');
    };
    await payFor(callOf(ledger, { readUsage, price: (usage) => usage.audioMs }));
    expect(ledger.answered('key')).toMatchObject({ body: answer.body, costMicroUsd: null });
  });

  test.each([
    [true, 'unknown'],
    [false, 'refused'],
  ])(
    'whose failure may be billed: %s is recorded as %s and may be sent again',
    async (mayBeBilled, state) => {
      const ledger = ledgerWithLecture();
      const failure = new LecternError({
        ...{ code: 'X', message: 'x', remedy: remedy('none', ''), class: 'retryable', mayBeBilled },
      });
      await expect(payFor(callOf(ledger, { send: () => Promise.reject(failure) }))).rejects.toBe(failure);
      expect(ledger.sent(10).map((entry) => entry.state)).toEqual([state]);
      await payFor(callOf(ledger));
      expect(ledger.answered('key')).not.toBeNull();
    },
  );

  test('that is aborted under way may have been billed', async () => {
    const kept = ledgerWithLecture();
    const failures: string[] = [];
    const fail: CallLedger['fail'] = (callId, state, failure) => {
      failures.push(failure.code);
      kept.fail(callId, state, failure);
    };
    const ledger = { ...kept, fail };
    const controller = new AbortController();
    const send = () => {
      controller.abort(new Error('cancelled'));
      return Promise.reject(new Error('cancelled'));
    };
    await expect(payFor(callOf(ledger, { send, signal: controller.signal }))).rejects.toThrow('cancelled');
    expect(ledger.sent(10).map((entry) => entry.state)).toEqual(['unknown']);
    expect(failures).toEqual(['CALL_INTERRUPTED']);
  });

  test('over the ceiling is not sent', async () => {
    const ledger = ledgerWithLecture(50);
    let sent = 0;
    const send = () => {
      sent += 1;
      return Promise.resolve(answer);
    };
    await expect(payFor(callOf(ledger, { send }))).rejects.toMatchObject({
      failure: { code: 'COST_CEILING', class: 'needs-user' },
    });
    expect(sent).toBe(0);
  });
});

describe('the key of a call', () => {
  const content = {
    contentSha256: sha256('audio'),
    model: 'm',
    params: { a: 1, b: [2, { c: 3 }] },
    generation: 1,
  };

  test('does not depend on the order of the parameters', () => {
    expect(callKey({ ...content, params: { b: [2, { c: 3 }], a: 1 } })).toBe(callKey(content));
  });

  test('depends on content, model, parameters and generation', () => {
    const keys = [
      content,
      { ...content, contentSha256: sha256('other') },
      { ...content, model: 'n' },
      { ...content, params: { a: 2 } },
      { ...content, generation: 2 },
    ].map(callKey);
    expect(new Set(keys).size).toBe(5);
  });
});
