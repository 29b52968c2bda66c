import { describe, expect, test } from 'vitest';
import {
  segmentLimitsFor,
  transcriptionCapabilities,
} from '../../../main/pipeline/capabilities/transcription-capability.ts';
import { requestHints } from '../../../main/pipeline/capabilities/transcription-hints.ts';
import { plainText, transcriptionModels } from '../../../main/pipeline/capabilities/transcription-models.ts';
import { LecternError, remedy } from '../../../main/lib/failure.ts';
import { createCapabilityMemory } from '../../../main/pipeline/transcription/capability-memory.ts';
import { createPieceEncoder } from '../../../main/pipeline/transcription/piece-encoder.ts';
import { longestSegmentMs } from '../../../main/pipeline/speech/plan-segments.ts';

const OPENAI = 'api.openai.com';
const ALWAYS = new AbortController().signal;
const modern = transcriptionModels['gpt-transcribe'] ?? plainText;
const whisper = transcriptionModels['whisper-1'] ?? plainText;

describe('what a model does', () => {
  test('is certain at its maker and one guess elsewhere', () => {
    expect(transcriptionCapabilities('gpt-transcribe', OPENAI)).toHaveLength(1);
    expect(transcriptionCapabilities('gpt-transcribe', 'localhost:8000')).toHaveLength(2);
    expect(transcriptionCapabilities('gpt-4o-mini-transcribe-2025-12-15', OPENAI)[0]?.maxSeconds).toBe(1_400);
  });

  test('is asked for carefully where nobody has described it', () => {
    expect(transcriptionCapabilities('house-model', OPENAI).map(({ times }) => times)).toEqual([
      'words',
      'none',
    ]);
  });

  test('decides how long pieces may be', () => {
    expect(longestSegmentMs(segmentLimitsFor('gpt-transcribe', OPENAI, 30))).toBe(30_000);
    expect(longestSegmentMs(segmentLimitsFor('house-model', OPENAI, 30))).toBe(30_000);
    expect(longestSegmentMs(segmentLimitsFor('whisper-1', OPENAI, 30))).toBe(180_000);
    expect(longestSegmentMs(segmentLimitsFor('gpt-4o-transcribe-diarize', OPENAI, 600))).toBeLessThan(
      1_400_000,
    );
  });
});

describe('hints', () => {
  const hints = { title: 'Heat', glossary: ['Carnot', 'carnot', ' ', 'a<b>c\r\nd'], language: 'de-AT' };

  test('go as keywords and languages where there are such', () => {
    expect(requestHints(hints, modern)).toEqual({
      languages: ['de'],
      keywords: ['carnot', 'abc d'],
      prompt: 'Heat',
    });
  });

  test('go into the prompt where there are no keywords', () => {
    expect(requestHints(hints, whisper)).toEqual({ language: 'de', prompt: 'Heat. carnot, abc d' });
  });

  test('are left out where nothing takes them', () => {
    expect(requestHints({ ...hints, language: null }, plainText)).toEqual({});
  });

  test('stay within the limits, whole terms only', () => {
    const glossary = Array.from({ length: 500 }, (_, index) => `term number ${index}`);
    expect(
      requestHints({ ...hints, glossary: [...glossary, 'x'.repeat(100)] }, modern).keywords,
    ).toHaveLength(100);
    const { prompt = '' } = requestHints({ ...hints, glossary }, whisper);
    expect(prompt.length).toBeLessThanOrEqual(whisper.promptCharacters);
    expect(prompt).toMatch(/, term number \d+$/);
  });

  test.each(['deu', 'x', 'zh_CN!'])('leave out the language %s, which servers do not take', (language) => {
    expect(requestHints({ ...hints, language }, modern)).not.toHaveProperty('languages');
  });
});

describe('a model nobody has described', () => {
  const question = { model: 'house-model', host: 'localhost:8000', signal: ALWAYS };
  const refused = () =>
    new LecternError({ code: 'REQUEST_REFUSED', message: 'x', remedy: remedy('none', ''), class: 'fatal' });

  test('is probed once while the others wait, then used as it turned out', async () => {
    const memory = createCapabilityMemory();
    const asked: string[] = [];
    const work = async ({ times }: { readonly times: string }) => {
      asked.push(times);
      await new Promise((resolve) => setImmediate(resolve));
      if (times === 'words') throw refused();
      return times;
    };
    const results = await Promise.all([1, 2, 3].map(() => memory.with(question, work)));
    expect(results).toEqual(['none', 'none', 'none']);
    expect(asked).toEqual(['words', 'none', 'none', 'none']);
  });

  test('is probed by the next when the probe fails for another reason', async () => {
    const memory = createCapabilityMemory();
    const failing = memory.with(question, () => Promise.reject(new Error('lost')));
    const next = memory.with(question, ({ times }) => Promise.resolve(times));
    await expect(failing).rejects.toThrow('lost');
    expect(await next).toBe('words');
  });

  test('is not asked by those who wait when nobody is answered just now; the next try asks again', async () => {
    const memory = createCapabilityMemory();
    const throttled = {
      code: 'RATE_LIMITED',
      message: 'x',
      remedy: remedy('wait', ''),
      class: 'throttled',
    } as const;
    let asked = 0;
    const work = async () => {
      asked += 1;
      throw new LecternError(throttled);
    };
    const results = await Promise.allSettled([1, 2, 3].map(() => memory.with(question, work)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toBe(1);
    expect(await memory.with(question, ({ times }) => Promise.resolve(times))).toBe('words');
  });

  test('is waited for only until the task is cancelled', async () => {
    const memory = createCapabilityMemory();
    const controller = new AbortController();
    void memory.with(question, () => new Promise(() => undefined));
    const waiting = memory.with({ ...question, signal: controller.signal }, () => Promise.resolve(1));
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
  });
});

describe('the encoder', () => {
  const piece = {
    ...{ id: 'p', lectureId: 'l', position: 0, startSample: 0, endSample: 16, speechMs: 1, callKey: null },
    flags: [],
  };

  test('encodes ahead what is then asked for, once', async () => {
    let runs = 0;
    const encoder = createPieceEncoder({
      encodeSegment: () => {
        runs += 1;
        return Promise.resolve(Buffer.from('mp3'));
      },
    });
    encoder.prepare([piece, piece], '/a.pcm', 'mp3');
    expect(runs).toBe(1);
    await encoder.encode(piece, '/a.pcm', 'mp3', ALWAYS);
    expect(runs).toBe(1);
    await encoder.encode(piece, '/a.pcm', 'mp3', ALWAYS);
    expect(runs).toBe(2);
  });

  test('drops the oldest that nobody asked for', () => {
    const aborted: string[] = [];
    const encoder = createPieceEncoder({
      encodeSegment: ({ startSample, signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push(String(startSample));
            reject(new Error('dropped'));
          });
        }),
    });
    const pieces = (from: number) =>
      Array.from({ length: 40 }, (_, index) => ({
        ...piece,
        id: `p${from + index}`,
        startSample: from + index,
      }));
    encoder.prepare(pieces(0), '/a.pcm', 'mp3');
    encoder.prepare(pieces(100), '/a.pcm', 'mp3');
    expect(aborted).toHaveLength(32);
    expect(aborted[0]).toBe('0');
  });

  test('stops encoding when the task is aborted', async () => {
    const encoder = createPieceEncoder({
      encodeSegment: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
        }),
    });
    const controller = new AbortController();
    const encoding = encoder.encode(piece, '/a.pcm', 'mp3', controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(encoding).rejects.toThrow('stopped');
  });
});
