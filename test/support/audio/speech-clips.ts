import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWav } from './wav-reader.ts';

/** One clip of human speech with its exact words. */
export type SpeechClip = {
  readonly transcript: string;
  readonly samples: Float32Array;
  /** Runs of sound in milliseconds from the start of the clip; between two runs lies a pause of at least 120 ms. */
  readonly runs: readonly { readonly startMs: number; readonly endMs: number }[];
};

/** Samples a second of every clip. */
export const SPEECH_RATE = 16_000;

/** Public-domain LibriVox readings, shipped by Debian's package pocketsphinx-testdata. */
const FOLDER = '/usr/share/pocketsphinx/test/data/librivox';
const FRAME_MS = 10;
/** Below this level (-40 dBFS) a frame is a pause: these readings have room noise near -52 dBFS and speech near -25. */
const PAUSE_LEVEL = 0.01;
/** A shorter sound is a click of the reader's chair or lips. */
const SHORTEST_RUN_MS = 40;
/** Shorter silences belong to the sounds of a word (the closure before a t or a k). */
const SHORTEST_PAUSE_MS = 120;

/** Reads the five clips, in the order of the book. Throws an Error that names the package when they are not on this machine. */
export async function readSpeechClips(): Promise<readonly SpeechClip[]> {
  const names = (await readText('fileids')).trim().split('\n');
  const transcripts = (await readText('transcription')).trim().split('\n');
  return Promise.all(
    names.map(async (name, index) => {
      const { samples } = await readWav(join(FOLDER, `${name}.wav`));
      const transcript = (transcripts[index] ?? '').replace(/<\/?s>|\(.*\)/g, '').trim();
      return { transcript, samples, runs: findRuns(samples) };
    }),
  );
}

async function readText(name: string): Promise<string> {
  try {
    return await readFile(join(FOLDER, name), 'utf8');
  } catch (error) {
    throw new Error('The speech clips are missing: apt-get install pocketsphinx-testdata', { cause: error });
  }
}

/** The level (RMS) of the samples from `start` to `end`. */
export function levelOf(samples: Float32Array, start = 0, end = samples.length): number {
  let energy = 0;
  for (let index = start; index < end; index++) energy += (samples[index] ?? 0) ** 2;
  return Math.sqrt(energy / Math.max(1, end - start));
}

function findRuns(samples: Float32Array): { startMs: number; endMs: number }[] {
  const frameLength = (SPEECH_RATE * FRAME_MS) / 1000;
  const frameCount = Math.floor(samples.length / frameLength);
  const levels = Array.from({ length: frameCount }, (_, frame) =>
    levelOf(samples, frame * frameLength, (frame + 1) * frameLength),
  );
  const runs: { startMs: number; endMs: number }[] = [];
  levels.forEach((level, frame) => {
    if (level < PAUSE_LEVEL) return;
    const last = runs.at(-1);
    const endMs = (frame + 1) * FRAME_MS;
    if (last !== undefined && frame * FRAME_MS - last.endMs < SHORTEST_PAUSE_MS) last.endMs = endMs;
    else runs.push({ startMs: frame * FRAME_MS, endMs });
  });
  return runs.filter((run) => run.endMs - run.startMs >= SHORTEST_RUN_MS);
}
