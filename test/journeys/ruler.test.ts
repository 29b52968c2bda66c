import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transcript } from '../../preload/contract/transcript.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../simulator/simulator-process.ts';
import { encodeAudio, type AudioEncoding } from '../support/audio/encode.ts';
import { plainWords } from '../support/audio/ruler-code.ts';
import type { RulerPlan } from '../support/audio/ruler-plan.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { startTestCore } from '../support/core/test-core.ts';

/**
 * An hour of audible ruler at 20 dB of noise through the whole core, as a person would send it: every word is known to the millisecond, so
 * lost, doubled or shifted sound shows.
 */
const HOUR_MS = 3_600_000;

let folder: string;
let wav: string;
let plan: RulerPlan;
let simulator: SimulatorProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-ruler-'));
  wav = join(folder, 'ruler.wav');
  plan = await writeRuler(wav, { durationMs: HOUR_MS, seed: 11, noiseSnrDb: 20 });
  simulator = await startSimulatorProcess(['--speed', '0', '--decoder', 'wasm']);
}, 120_000);

afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The transcript of the hour in a format, heard by a model. */
async function transcribe(encoding: AudioEncoding, model: string): Promise<Transcript> {
  const recording = join(folder, `${encoding}-${model}`);
  await encodeAudio(wav, recording, encoding);
  const core = await startTestCore({
    home: join(folder, `home-${encoding}-${model}`),
    provider: simulator,
    settings: {
      'transcription.model': model,
      // Nothing here is about lost connections: a busy machine must not look like one.
      'network.connectTimeoutMs': 15_000,
      'network.headerTimeoutMs': 60_000,
      'network.bodyTimeoutMs': 60_000,
      'network.totalTimeoutMs': 120_000,
    },
  });
  try {
    const lectureId = await core.add(recording);
    await core.until(lectureId, (view) => view.stages[1]?.status === 'completed', 400_000);
    const { transcript } = await core.ask('get-lecture', { lectureId });
    if (transcript === null) throw new Error('There is no transcript');
    return transcript;
  } finally {
    await core.stop();
  }
}

/** Distance of each spoken sentence's start from the start of the segment that begins with its first word, sorted. Seconds. */
function startErrors(transcript: Transcript): number[] {
  const starts = new Map<number, number>();
  let position = 0;
  for (const segment of transcript.segments) {
    starts.set(position, segment.start);
    position += plainWords(segment.text).length;
  }
  let spoken = 0;
  const errors = plan.sentences.map((sentence) => {
    const start = starts.get(spoken) ?? Infinity;
    spoken += plan.words.filter(
      (word) => word.startMs >= sentence.startMs && word.endMs <= sentence.endMs,
    ).length;
    return Math.abs(start - sentence.startMs / 1000);
  });
  return errors.toSorted((one, other) => one - other);
}

function expectEveryWordOnce(transcript: Transcript): void {
  const heard = plainWords(transcript.segments.map((segment) => segment.text).join(' '));
  expect(heard).toEqual(plan.words.map((word) => word.word));
  expect(transcript.segments.every((segment) => segment.end - segment.start <= 15)).toBe(true);
}

test.each(['mp3-128k', 'm4a-64k'] as const)(
  'an hour as %s, text-only model: every word once, in order; sentences start within 1.0 s at p95',
  async (encoding) => {
    const transcript = await transcribe(encoding, 'gpt-transcribe');

    expect(transcript).toMatchObject({ coverage: 1, gaps: [] });
    expectEveryWordOnce(transcript);
    const errors = startErrors(transcript);
    expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(1.0);
  },
  500_000,
);

test('an hour with a model that returns times: sentences start within 0.15 s', async () => {
  const transcript = await transcribe('mp3-32k', 'ruler-times');

  expect(transcript).toMatchObject({ coverage: 1, gaps: [] });
  expectEveryWordOnce(transcript);
  const errors = startErrors(transcript);
  expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(0.15);
}, 500_000);
