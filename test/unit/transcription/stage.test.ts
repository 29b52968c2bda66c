import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TranscriptVersion } from '../../../main/pipeline/rows-port.ts';
import { plainWords } from '../../support/audio/ruler-code.ts';
import { simulatorFor } from '../providers/provider-kit.ts';
import { createBench, makeRecording, type Recording } from './stage-kit.ts';

let recording: Recording;

beforeAll(async () => {
  recording = await makeRecording();
}, 60_000);

afterAll(() => recording.close());

function words(transcript: TranscriptVersion): readonly string[] {
  return transcript.segments.flatMap(({ text }) => plainWords(text));
}

function expectWhole(transcript: TranscriptVersion): void {
  expect(words(transcript)).toEqual(recording.plan.words.map(({ word }) => word));
  expect(transcript).toMatchObject({ coverage: 1, gaps: [] });
}

/** Distance of the sentence starts to the truth at the 95th percentile, milliseconds. */
function startErrorMs(transcript: TranscriptVersion): number {
  const errors = recording.plan.sentences.map(({ text, startMs }) => {
    const [first] = plainWords(text);
    const found = transcript.segments.filter((segment) => plainWords(segment.text)[0] === first);
    return Math.min(...found.map((segment) => Math.abs(segment.startMs - startMs)));
  });
  return errors.toSorted((one, other) => one - other)[Math.floor(errors.length * 0.95)] ?? Infinity;
}

async function benchFor(options: Partial<Parameters<typeof createBench>[0]> = {}) {
  const simulator = await simulatorFor();
  return { simulator, bench: createBench({ recording, simulator, ...options }) };
}

describe('a lecture', () => {
  test('is heard whole: every word once, in order, with its own clock', async () => {
    const { bench, simulator } = await benchFor();
    const { outcome, failures } = await bench.run();
    expect(outcome.kind).toBe('completed');
    expect(failures).toEqual([]);
    const transcript = await bench.transcript();
    expectWhole(transcript);
    expect(transcript.language).toBe('en');
    expect(transcript.segments.every(({ flags }) => flags.includes('estimated'))).toBe(true);
    expect(startErrorMs(transcript)).toBeLessThanOrEqual(1_000);
    expect(bench.queued).toEqual(['generation']);
    expect(simulator.ledger.paidTwice()).toEqual([]);
    expect(
      bench.library
        .objects('lecture-1')
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['manifest', 'transcript']);
  });

  test('is timed by the server where it returns times, whatever the model is called', async () => {
    const { bench, simulator } = await benchFor({ settings: { 'transcription.model': 'ruler-times' } });
    await bench.run();
    const transcript = await bench.transcript();
    expectWhole(transcript);
    expect(startErrorMs(transcript)).toBeLessThanOrEqual(150);
    expect(transcript.segments.some(({ flags }) => flags.includes('estimated'))).toBe(false);
    expect(simulator.ledger.entries.every(({ params }) => params['response_format'] === 'verbose_json')).toBe(
      true,
    );
  });

  test('is heard by an unknown model that has no times after one probe', async () => {
    const { bench, simulator } = await benchFor({ settings: { 'transcription.model': 'house-model' } });
    simulator.models.set({ id: 'house-model', kind: 'transcription', formats: ['json'] });
    const { failures } = await bench.run();
    expect(failures).toEqual([]);
    expectWhole(await bench.transcript());
    expect(simulator.ledger.entries.filter(({ status }) => status === 400)).toHaveLength(1);
  });

  test('feeds glossary, title and language to the model', async () => {
    const { bench, simulator } = await benchFor({ glossary: ['entropy', 'a<b>\nc'] });
    await bench.run();
    expect(simulator.ledger.entries[0]?.params).toMatchObject({
      keywords: ['entropy', 'ab c'],
      prompt: 'Heat',
    });
  });

  test('is sent again for a replay, once', async () => {
    const { bench, simulator } = await benchFor();
    await bench.run();
    const first = simulator.ledger.entries.length;
    await bench.run({ generation: 2 });
    await bench.run({ generation: 2 });
    expect(simulator.ledger.entries).toHaveLength(2 * first);
    expect((await bench.transcript()).version).toBe(3);
  });
});

describe('a passage too long for the model', () => {
  test('is replaced by shorter ones that tile it', async () => {
    const { bench, simulator } = await benchFor({ segmentMs: 30_000 });
    simulator.models.set({ id: 'gpt-transcribe', maxAudioSeconds: 11 });
    const before = bench.library.pieces('lecture-1');
    const { failures, tasks } = await bench.run();
    expect(failures).toEqual([]);
    expect(tasks.some(({ status }) => status === 'replaced')).toBe(true);
    expectWhole(await bench.transcript());
    const after = bench.library.pieces('lecture-1');
    expect(after.length).toBeGreaterThan(before.length);
    const samples = (pieces: typeof after) =>
      pieces.reduce((sum, one) => sum + one.endSample - one.startSample, 0);
    expect(samples(after)).toBe(samples(before));
  });

  test('is not split for ever', async () => {
    const { bench, simulator } = await benchFor();
    simulator.faults.add({ endpoint: 'transcriptions', count: 'always', fault: { kind: 'too-large' } });
    const { outcome } = await bench.run();
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'PIECE_CANNOT_SPLIT' } });
  });
});

describe('a passage that fails', () => {
  async function withOneFailing() {
    const { bench, simulator } = await benchFor();
    const hashes = new Set<string>();
    const stop = simulator.faults.add({
      endpoint: 'transcriptions',
      count: 'always',
      when: ({ contentSha256 }) => {
        if (hashes.size === 0 && contentSha256 !== null) hashes.add(contentSha256);
        return hashes.has(contentSha256 ?? '');
      },
      fault: { kind: 'server-error', status: 500 },
    });
    return { bench, simulator, stop };
  }

  test('for good leaves a gap with its times, and the rest stands', async () => {
    const { bench } = await withOneFailing();
    const { outcome, failures } = await bench.run();
    expect(outcome.kind).toBe('completed');
    expect(failures).toEqual(['PROVIDER_ERROR', 'PROVIDER_ERROR', 'PROVIDER_ERROR']);
    const transcript = await bench.transcript();
    expect(transcript.gaps).toHaveLength(1);
    expect(transcript.coverage).toBeLessThan(1);
    const [gap] = transcript.gaps;
    const missing = recording.plan.words.filter(
      ({ startMs, endMs }) => startMs >= (gap?.startMs ?? 0) && endMs <= (gap?.endMs ?? 0),
    );
    expect(words(transcript)).toHaveLength(recording.plan.words.length - missing.length);
  });

  test('is heard by redoing the gaps, and nothing else is paid again', async () => {
    const { bench, simulator, stop } = await withOneFailing();
    await bench.run();
    stop();
    const before = simulator.ledger.entries.length;
    await bench.run({ onlyGaps: true });
    expect(simulator.ledger.entries).toHaveLength(before + 1);
    const transcript = await bench.transcript();
    expect(transcript.version).toBe(2);
    expectWhole(transcript);
    expect(simulator.ledger.paidTwice()).toEqual([]);
  });

  test('like all others fails the job with the first cause', async () => {
    const { bench, simulator } = await benchFor();
    simulator.faults.add({ count: 'always', fault: { kind: 'insufficient-quota' } });
    const { outcome } = await bench.run();
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'NO_CREDIT' } });
    expect(bench.library.newestTranscript('lecture-1')).toBeNull();
    expect(bench.queued).toEqual([]);
  });
});

describe('an answer', () => {
  test('that was paid for is used after a death before it was saved', async () => {
    const { bench, simulator } = await benchFor();
    await bench.run({ loseCommits: true });
    const paid = simulator.ledger.entries.length;
    await bench.run();
    expect(simulator.ledger.entries).toHaveLength(paid);
    expectWhole(await bench.transcript());
  });

  test('that cannot be read is asked for again and stays on record', async () => {
    const { bench, simulator } = await benchFor();
    simulator.faults.add({ fault: { kind: 'broken-json' } });
    const { failures } = await bench.run();
    expect(failures).toEqual(['ANSWER_BROKEN']);
    expectWhole(await bench.transcript());
  });

  test('that can never be read is given up after three attempts', async () => {
    const { bench, simulator } = await benchFor();
    simulator.faults.add({ count: 'always', fault: { kind: 'broken-json' } });
    const pieces = bench.library.pieces('lecture-1').length;
    const { outcome, failures } = await bench.run({ attempts: 8 });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'ANSWER_BROKEN', class: 'fatal' } });
    expect(failures).toEqual(Array.from({ length: 3 * pieces }, () => 'ANSWER_BROKEN'));
    expect(simulator.ledger.entries).toHaveLength(3 * pieces);
  });

  test('that goes round in circles is asked for once more in another way', async () => {
    const { bench, simulator } = await benchFor({ glossary: ['entropy'] });
    simulator.faults.add({ fault: { kind: 'loop' } });
    await bench.run();
    const transcript = await bench.transcript();
    expectWhole(transcript);
    expect(transcript.segments.some(({ flags }) => flags.includes('loop'))).toBe(false);
    const again = simulator.ledger.entries.filter(({ params }) => params['keywords'] === undefined);
    expect(again).toHaveLength(1);
  });

  test('that goes round in circles both times is kept and flagged', async () => {
    const { bench, simulator } = await benchFor();
    let hash: string | null = null;
    simulator.faults.add({
      count: 'always',
      when: ({ contentSha256 }) => contentSha256 === (hash ??= contentSha256),
      fault: { kind: 'loop' },
    });
    await bench.run();
    const flagged = (await bench.transcript()).segments.filter(({ flags }) => flags.includes('loop'));
    expect(flagged.length).toBeGreaterThan(0);
    expect(bench.library.pieces('lecture-1').filter(({ flags }) => flags.includes('loop'))).toHaveLength(1);
  });

  test('without text where somebody speaks is asked for again, then counted as not transcribed', async () => {
    const { bench, simulator } = await benchFor();
    simulator.faults.add({ count: 'always', fault: { kind: 'empty-text' } });
    const pieces = bench.library.pieces('lecture-1').length;
    const { outcome } = await bench.run();
    expect(outcome.kind).toBe('completed');
    expect(simulator.ledger.entries).toHaveLength(2 * pieces);
    expect(await bench.transcript()).toMatchObject({ coverage: 0, gaps: [], segments: [] });
    expect(bench.queued).toEqual([]);
    expect(bench.library.pieces('lecture-1').every(({ flags }) => flags.includes('low-speech'))).toBe(true);
  });

  test('with hostile content becomes plain lines', async () => {
    const { bench, simulator } = await benchFor();
    simulator.faults.add({ count: 'always', fault: { kind: 'hostile' } });
    await bench.run();
    for (const { text } of (await bench.transcript()).segments) expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

test('settling again gives the same transcript', async () => {
  const { bench } = await benchFor();
  await bench.run();
  const first = await bench.transcript();
  await bench.run();
  const second = await bench.transcript();
  expect({ ...second, version: 1 }).toEqual(first);
});

test('sound that has been cleared away is decoded again, once', async () => {
  let asked = 0;
  const { bench } = await benchFor({
    speechOf: () => {
      asked += 1;
      return asked === 1 ? '/nowhere/gone.pcm' : recording.pcmPath;
    },
  });
  const { failures } = await bench.run();
  expect(failures).toEqual([]);
  expectWhole(await bench.transcript());
});
