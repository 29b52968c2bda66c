import { describe, expect, test } from 'vitest';
import type { TranscriptionRequest } from '../../../main/pipeline/provider-port.ts';
import { createOpenAiTranscriber } from '../../../main/providers/openai-transcriber.ts';
import type { Fault } from '../../simulator/faults.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { ALWAYS, connectionTo, NOW, rulerWav, simulatorFor } from './provider-kit.ts';

const MODEL = 'gpt-transcribe';
const MODEL_SCOPE = `provider:audio/transcriptions:${MODEL}`;

async function requestOf(change: Partial<TranscriptionRequest> = {}): Promise<TranscriptionRequest> {
  return { model: MODEL, audio: await rulerWav(), fileName: 'piece.wav', responseFormat: 'json', ...change };
}

async function failWith(simulator: Simulator, fault: Fault, limits: object = {}) {
  simulator.faults.add({ endpoint: 'transcriptions', fault });
  const timeouts = { connectTimeoutMs: 900, headerTimeoutMs: 900, bodyTimeoutMs: 900, totalTimeoutMs: 900 };
  const connection = connectionTo(simulator, { timeouts: () => ({ ...timeouts, ...limits }) });
  return rejectionOf(createOpenAiTranscriber(connection).transcribe(await requestOf(), ALWAYS));
}

type Expected = readonly [
  fault: Fault,
  code: string,
  failureClass: string,
  scope: string | undefined,
  billed: boolean,
];

const refusals: readonly Expected[] = [
  [{ kind: 'rate-limit' }, 'RATE_LIMITED', 'throttled', MODEL_SCOPE, false],
  [{ kind: 'insufficient-quota' }, 'NO_CREDIT', 'needs-user', 'provider', false],
  [{ kind: 'unauthorized' }, 'KEY_REFUSED', 'needs-user', 'provider', false],
  [{ kind: 'forbidden' }, 'PROVIDER_FORBIDDEN', 'needs-user', 'provider', false],
  [{ kind: 'model-not-found' }, 'MODEL_UNKNOWN', 'needs-user', MODEL_SCOPE, false],
  [{ kind: 'too-long' }, 'AUDIO_TOO_LONG_FOR_MODEL', 'replan', undefined, false],
  [{ kind: 'too-large' }, 'TOO_LARGE', 'replan', undefined, false],
  [{ kind: 'captive-portal' }, 'ANSWER_NOT_API', 'offline', 'provider', false],
  [{ kind: 'server-error', status: 408 }, 'PROVIDER_ERROR', 'retryable', MODEL_SCOPE, true],
  [{ kind: 'server-error', status: 409 }, 'PROVIDER_ERROR', 'retryable', MODEL_SCOPE, false],
  [{ kind: 'server-error', status: 500 }, 'PROVIDER_ERROR', 'retryable', MODEL_SCOPE, true],
  [{ kind: 'server-error', status: 502 }, 'PROVIDER_ERROR', 'retryable', MODEL_SCOPE, true],
  [{ kind: 'server-error', status: 503 }, 'PROVIDER_ERROR', 'retryable', MODEL_SCOPE, true],
  [{ kind: 'server-error', status: 529 }, 'PROVIDER_ERROR', 'retryable', MODEL_SCOPE, true],
  [{ kind: 'reset', at: 'request' }, 'CONNECTION_LOST', 'retryable', 'provider', true],
  [{ kind: 'reset', at: 'answer' }, 'CONNECTION_LOST', 'retryable', 'provider', true],
  [{ kind: 'reset', at: 'body' }, 'CONNECTION_LOST', 'retryable', 'provider', true],
  [{ kind: 'truncated-body' }, 'CONNECTION_LOST', 'retryable', 'provider', true],
];

describe('a fault of the server becomes one failure', () => {
  test.each(refusals)('%o is %s, %s', async (...[fault, code, failureClass, scope, billed]) => {
    const failure = await failWith(await simulatorFor(), fault);
    expect(failure).toMatchObject({ code, class: failureClass });
    expect(failure.scope).toBe(scope);
    expect(failure.mayBeBilled ?? false).toBe(billed);
    expect(failure.remedy.label).not.toBe('');
  });

  test('the failure of an upload that was cut off may have been billed', async () => {
    const failure = await failWith(await simulatorFor(), { kind: 'reset', at: 'upload' });
    expect(failure).toMatchObject({ code: 'CONNECTION_LOST', class: 'retryable', mayBeBilled: true });
  });

  test('silence before the headers is a timeout of the model', async () => {
    const failure = await failWith(await simulatorFor(), { kind: 'hang' }, { headerTimeoutMs: 200 });
    expect(failure).toMatchObject({ code: 'PROVIDER_TIMEOUT', class: 'retryable', scope: MODEL_SCOPE });
    expect(failure.mayBeBilled).toBe(true);
  });

  test('an answer that only drips ends at the total time', async () => {
    const failure = await failWith(
      await simulatorFor(),
      { kind: 'slow-drip', bytesPerSecond: 5 },
      { totalTimeoutMs: 400, bodyTimeoutMs: 5_000 },
    );
    expect(failure).toMatchObject({ code: 'PROVIDER_TIMEOUT', class: 'retryable', mayBeBilled: true });
  });

  test('status and request id stand in the failure', async () => {
    const simulator = await simulatorFor();
    const failure = await failWith(simulator, { kind: 'server-error', status: 500 });
    expect(failure.status).toBe(500);
    expect(failure.requestId).toBe(simulator.ledger.entries[0]?.id);
  });
});

describe('when the server says when to come back', () => {
  test('seconds are added to now', async () => {
    const failure = await failWith(await simulatorFor(), { kind: 'rate-limit', retryAfterSeconds: 90 });
    expect(failure.retryAt).toBe(NOW + 90_000);
  });

  test('a date is taken as it is', async () => {
    const date = 'Mon, 23 Nov 2026 14:00:00 GMT';
    const failure = await failWith(await simulatorFor(), { kind: 'rate-limit', retryAfterDate: date });
    expect(failure.retryAt).toBe(Date.parse(date));
  });
});

describe('a request', () => {
  test('arrives as it was meant and is answered raw', async () => {
    const simulator = await simulatorFor();
    const transcriber = createOpenAiTranscriber(connectionTo(simulator));
    const answer = await transcriber.transcribe(
      await requestOf({ keywords: ['entropy'], languages: ['en'], prompt: 'Heat' }),
      ALWAYS,
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.requestId).toBe(simulator.ledger.entries[0]?.id);
    expect(JSON.parse(answer.body)).toMatchObject({ languages: [{ code: 'en' }] });
    const [entry] = simulator.ledger.entries;
    expect(entry?.params).toMatchObject({ keywords: ['entropy'], languages: ['en'], prompt: 'Heat' });
    expect(entry?.audioSeconds).toBeCloseTo(12, 1);
  });

  test('asks for word times where it should', async () => {
    const simulator = await simulatorFor();
    const transcriber = createOpenAiTranscriber(connectionTo(simulator));
    const answer = await transcriber.transcribe(
      await requestOf({
        model: 'ruler-times',
        responseFormat: 'verbose_json',
        timestamps: ['word', 'segment'],
      }),
      ALWAYS,
    );
    expect(JSON.parse(answer.body)).toHaveProperty('words');
  });

  test('that is refused for its contents is fatal and shows no contents', async () => {
    const simulator = await simulatorFor();
    const transcriber = createOpenAiTranscriber(connectionTo(simulator));
    const failure = await rejectionOf(transcriber.transcribe(await requestOf({ keywords: ['a<b'] }), ALWAYS));
    expect(failure).toMatchObject({ code: 'REQUEST_REFUSED', class: 'fatal', status: 400 });
    expect(failure.message).toContain('keywords');
    expect(failure.message).not.toContain('a<b');
  });

  test('to a model that is not there holds that model only', async () => {
    const simulator = await simulatorFor();
    const transcriber = createOpenAiTranscriber(connectionTo(simulator));
    const failure = await rejectionOf(transcriber.transcribe(await requestOf({ model: 'none' }), ALWAYS));
    expect(failure).toMatchObject({ code: 'MODEL_UNKNOWN', scope: 'provider:audio/transcriptions:none' });
    expect(failure.remedy).toMatchObject({ action: 'choose-model', target: 'transcription.model' });
  });

  test('with a wrong key shows nothing of the key', async () => {
    const { url } = await simulatorFor();
    const transcriber = createOpenAiTranscriber(connectionTo({ url, apiKey: 'sk-secret-wrong-1234' }));
    const failure = await rejectionOf(transcriber.transcribe(await requestOf(), ALWAYS));
    expect(failure.code).toBe('KEY_REFUSED');
    expect(JSON.stringify(failure)).not.toContain('1234');
  });

  test('without a key is not sent', async () => {
    const simulator = await simulatorFor();
    const connection = connectionTo(simulator, {
      credentials: () => Promise.resolve({ apiKey: null, baseUrl: simulator.url }),
    });
    const failure = await rejectionOf(
      createOpenAiTranscriber(connection).transcribe(await requestOf(), ALWAYS),
    );
    expect(failure).toMatchObject({ code: 'KEY_NOT_AVAILABLE', class: 'needs-user', scope: 'provider' });
    expect(simulator.ledger.entries).toHaveLength(0);
  });

  test('ends within a moment when it is aborted, with the reason of the abort', async () => {
    const simulator = await simulatorFor();
    simulator.faults.add({ fault: { kind: 'hang' } });
    const controller = new AbortController();
    const sent = createOpenAiTranscriber(connectionTo(simulator)).transcribe(
      await requestOf(),
      controller.signal,
    );
    setTimeout(() => controller.abort(new Error('cancelled by a person')), 50);
    await expect(sent).rejects.toThrow('cancelled by a person');
  });
});
