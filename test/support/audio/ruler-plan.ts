import { encodeWord, TONE_GAP_MS, TONE_MS, WORD_COUNT, WORD_GAP_MS, wordAt } from './ruler-code.ts';
import type { Punctuation } from './ruler-code.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A word of the ruler and when it sounds, in milliseconds from the start of the recording. */
export type RulerWord = {
  readonly word: string;
  readonly punctuation: Punctuation;
  readonly startMs: number;
  readonly endMs: number;
};

/** A sentence of the ruler, written as a transcript would show it. */
export type RulerSentence = {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly wordCount: number;
};

/** A stretch of silence of at least the asked length, put at the first sentence end after `afterMs`. */
export type LongSilence = { readonly afterMs: number; readonly durationMs: number };

/** What to say, and how long. */
export type RulerOptions = {
  readonly durationMs: number;
  readonly seed?: number;
  readonly longSilences?: readonly LongSilence[];
};

/** The truth about a ruler recording: every word and sentence with its times. */
export type RulerPlan = {
  readonly durationMs: number;
  readonly words: readonly RulerWord[];
  readonly sentences: readonly RulerSentence[];
};

const EDGE_MS = 300;

/**
 * Writes the script of a ruler recording: sentences of 5 to 14 words, pauses of 350 to 900 ms between them and of at most
 * 300 ms inside, all drawn from the seed. Fills `durationMs` as far as whole sentences fit; the rest is silence.
 */
export function planRuler(options: RulerOptions): RulerPlan {
  const random = createSeededRandom(options.seed ?? 1);
  const silences = (options.longSilences ?? []).toSorted((a, b) => a.afterMs - b.afterMs);
  const words: RulerWord[] = [];
  const sentences: RulerSentence[] = [];
  let startMs = EDGE_MS;
  for (;;) {
    const spoken = planSentence(random, startMs);
    const last = spoken.at(-1);
    if (last === undefined || last.endMs + EDGE_MS > options.durationMs) break;
    words.push(...spoken);
    sentences.push(toSentence(spoken));
    startMs = last.endMs + random.between(350, 900);
    while (silences[0] !== undefined && silences[0].afterMs <= last.endMs)
      startMs += silences.shift()?.durationMs ?? 0;
  }
  return { durationMs: options.durationMs, words, sentences };
}

function planSentence(random: SeededRandom, startMs: number): RulerWord[] {
  const wordCount = random.between(5, 14);
  const words: RulerWord[] = [];
  let atMs = startMs;
  for (let index = 0; index < wordCount; index++) {
    const word = wordAt(random.between(0, WORD_COUNT - 1));
    const punctuation = choosePunctuation(random, index, wordCount);
    const symbolCount = encodeWord(word, punctuation).length;
    const endMs = atMs + symbolCount * (TONE_MS + TONE_GAP_MS) - TONE_GAP_MS;
    words.push({ word, punctuation, startMs: atMs, endMs });
    atMs = endMs + pauseAfterMs(random, punctuation);
  }
  return words;
}

function choosePunctuation(random: SeededRandom, index: number, wordCount: number): Punctuation {
  const draw = random.next();
  if (index === wordCount - 1) return draw < 0.8 ? '.' : draw < 0.92 ? '?' : '!';
  const mayPause = index >= 1 && index <= wordCount - 3;
  return mayPause && draw < 0.12 ? ',' : '';
}

function pauseAfterMs(random: SeededRandom, punctuation: Punctuation): number {
  const hesitates = random.next() < (punctuation === ',' ? 0.9 : 0.15);
  return hesitates ? random.between(WORD_GAP_MS, 300) : WORD_GAP_MS;
}

function toSentence(words: readonly RulerWord[]): RulerSentence {
  const text = words.map(({ word, punctuation }) => word + punctuation).join(' ');
  return {
    text: text.charAt(0).toUpperCase() + text.slice(1),
    startMs: words[0]?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    wordCount: words.length,
  };
}
