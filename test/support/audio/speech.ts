import { addHum, makeApplause } from './hall-noise.ts';
import { createNoiseTable, createSeededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';
import { levelOf, readSpeechClips, SPEECH_RATE } from './speech-clips.ts';
import type { SpeechClip } from './speech-clips.ts';
import { writeWav } from './wav-writer.ts';

/** A stretch of the recording in milliseconds. */
export type SpeechSpan = { readonly startMs: number; readonly endMs: number };

/** How the recording is put together. */
export type SpeechOptions = {
  /** How often all five clips are read; 2 unless told (about 50 s of speech). */
  readonly rounds?: number;
  /** Shortest and longest silence before, between and after the clips; 4 to 20 s unless told. */
  readonly silenceMs?: readonly [number, number];
  /** `hall`: mains hum throughout and bursts of applause, both over speech and over silence. */
  readonly noise?: 'clean' | 'hall';
  /** How far hum and applause together lie under the speech; 10 dB unless told. */
  readonly snrDb?: number;
  /** Makes the speaker this much louder; 0 unless told, -24 is a shy speaker. The hall keeps its distance in dB. */
  readonly gainDb?: number;
  readonly seed?: number;
};

/** The truth about a speech recording. */
export type SpeechTruth = {
  readonly durationMs: number;
  /** Each clip from its first to its last sound, with its words. */
  readonly clips: readonly (SpeechSpan & { readonly transcript: string })[];
  /** Runs of sound between pauses of at least 120 ms in the clean signal: a cut inside one may go through a word. */
  readonly runs: readonly SpeechSpan[];
  /** Everything outside the clips. */
  readonly silences: readonly SpeechSpan[];
  readonly applause: readonly SpeechSpan[];
};

/** Level of the room between the clips: that of the clips' own pauses, so that the seams cannot be heard. */
const ROOM_LEVEL = 0.0025;
const toSamples = (ms: number): number => Math.round((ms * SPEECH_RATE) / 1000);

/**
 * Writes a WAV (16 kHz, mono) of real human speech with long silences between the clips, clean or in a noisy hall, loud or quiet.
 * Answers where speech, pauses and silence are. Throws an Error naming the Debian package when the clips are missing.
 */
export async function writeSpeech(path: string, options: SpeechOptions = {}): Promise<SpeechTruth> {
  const random = createSeededRandom(options.seed ?? 1);
  const noise = createNoiseTable(random);
  const placed = placeClips(await readSpeechClips(), options, random);
  const durationMs = (placed.at(-1)?.endMs ?? 0) + drawSilenceMs(options, random);
  const samples = new Float32Array(toSamples(durationMs));
  const gain = 10 ** ((options.gainDb ?? 0) / 20);
  for (let at = 0; at < samples.length; at++)
    samples[at] = gain * ROOM_LEVEL * (noise[at % noise.length] ?? 0);
  for (const { clip, startMs } of placed) {
    samples.set(
      clip.samples.map((sample) => sample * gain),
      toSamples(startMs),
    );
  }
  const truth = describe(placed, durationMs);
  const applause = options.noise === 'hall' ? addHall(samples, truth, options, { random, noise }) : [];
  await writeWav(path, samples, SPEECH_RATE);
  return { ...truth, applause };
}

type PlacedClip = SpeechSpan & { readonly clip: SpeechClip };

function placeClips(
  clips: readonly SpeechClip[],
  options: SpeechOptions,
  random: SeededRandom,
): PlacedClip[] {
  const placed: PlacedClip[] = [];
  const sequence = Array.from({ length: options.rounds ?? 2 }, () => clips).flat();
  let endMs = 0;
  for (const clip of sequence) {
    const startMs = endMs + drawSilenceMs(options, random);
    endMs = startMs + Math.floor((clip.samples.length * 1000) / SPEECH_RATE);
    placed.push({ clip, startMs, endMs });
  }
  return placed;
}

function drawSilenceMs(options: SpeechOptions, random: SeededRandom): number {
  const [shortest, longest] = options.silenceMs ?? [4000, 20_000];
  return random.between(shortest, longest);
}

function describe(placed: readonly PlacedClip[], durationMs: number): Omit<SpeechTruth, 'applause'> {
  const clips = placed.map(({ clip, startMs }) => ({
    startMs: startMs + (clip.runs[0]?.startMs ?? 0),
    endMs: startMs + (clip.runs.at(-1)?.endMs ?? 0),
    transcript: clip.transcript,
  }));
  const runs = placed.flatMap(({ clip, startMs }) =>
    clip.runs.map((run) => ({ startMs: startMs + run.startMs, endMs: startMs + run.endMs })),
  );
  const edges = [0, ...clips.flatMap(({ startMs, endMs }) => [startMs, endMs]), durationMs];
  const silences = Array.from({ length: clips.length + 1 }, (_, index) => ({
    startMs: edges[2 * index] ?? 0,
    endMs: edges[2 * index + 1] ?? durationMs,
  }));
  return { durationMs, clips, runs, silences };
}

type Sources = { readonly random: SeededRandom; readonly noise: Float32Array };

function addHall(
  samples: Float32Array,
  truth: Omit<SpeechTruth, 'applause'>,
  options: SpeechOptions,
  { random, noise }: Sources,
): SpeechSpan[] {
  const speechLevels = truth.clips.map(({ startMs, endMs }) =>
    levelOf(samples, toSamples(startMs), toSamples(endMs)),
  );
  const speechLevel = Math.sqrt(
    speechLevels.reduce((sum, level) => sum + level ** 2, 0) / speechLevels.length,
  );
  const level = speechLevel / 10 ** ((options.snrDb ?? 10) / 20);
  // Where both sound they share the level: two equal parts of an RMS sum.
  addHum(samples, SPEECH_RATE, level / Math.SQRT2);
  const spans = [...truth.silences, ...truth.clips].flatMap((span) => drawApplause(span, random));
  for (const span of spans) {
    const start = toSamples(span.startMs);
    const burst = makeApplause(random, noise, toSamples(span.endMs) - start, SPEECH_RATE);
    const scale = level / Math.SQRT2 / Math.max(1e-9, levelOf(burst));
    burst.forEach((sample, index) => {
      samples[start + index] = (samples[start + index] ?? 0) + sample * scale;
    });
  }
  return spans.toSorted((a, b) => a.startMs - b.startMs);
}

/** About every second stretch has a burst of 1.5 to 4 s somewhere inside. */
function drawApplause(span: SpeechSpan, random: SeededRandom): SpeechSpan[] {
  const lengthMs = Math.min(random.between(1500, 4000), span.endMs - span.startMs);
  const startMs = random.between(span.startMs, span.endMs - lengthMs);
  return random.next() < 0.5 ? [{ startMs, endMs: startMs + lengthMs }] : [];
}
