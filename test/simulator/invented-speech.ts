import { createSeededRandom } from '../support/audio/seeded-random.ts';
import type { SeededRandom } from '../support/audio/seeded-random.ts';
import type { HeardWord } from './hearing.ts';
import type { Span } from './sound-finder.ts';

/** Ordinary lecture speed: about 150 words a minute. */
const WORDS_PER_SECOND = 2.5;

const OPENINGS = [
  'today',
  'now',
  'first',
  'here',
  'then',
  'in this case',
  'for example',
  'as a result',
  'in general',
  'again',
];
const SUBJECTS = [
  'the energy',
  'a closed system',
  'the second law',
  'this reaction',
  'the heat',
  'an ideal gas',
  'the engine',
  'a living cell',
  'the membrane',
  'the surface',
  'the temperature',
  'a reservoir',
  'the entropy',
  'this model',
  'the experiment',
] as const;
const VERBS = [
  'moves towards',
  'depends on',
  'is larger than',
  'limits',
  'follows from',
  'explains',
  'is equal to',
  'changes with',
  'drives',
];
const OBJECTS = [
  'the state of the system',
  'the work that is done',
  'its surroundings',
  'the pressure outside',
  'a simple balance',
  'the cold side',
  'what we measured',
  'the path that was taken',
  'the number of ways',
  'the rest of the process',
] as const;
const ENDINGS = ['.', '.', '.', '.', '?'];

/**
 * A plainly simulated transcript for sound that is not ruler: whole sentences from a small fixed vocabulary, 2.5 words for each
 * second of sound, spread over the given spans. The same spans and seed give the same words.
 */
export function sayLike(spans: readonly Span[], seed: number): HeardWord[] {
  const random = createSeededRandom(seed);
  const soundMs = spans.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
  const wanted = Math.max(1, Math.round((soundMs / 1000) * WORDS_PER_SECOND));
  const texts = endWithSign(makeWords(random, wanted));
  const wordMs = soundMs / texts.length;
  return texts.map((text, index) => ({
    text,
    start: placeMs(spans, index * wordMs) / 1000,
    end: placeMs(spans, (index + 1) * wordMs - 1) / 1000,
  }));
}

function makeWords(random: SeededRandom, wanted: number): string[] {
  const words: string[] = [];
  while (words.length < wanted) {
    const parts = [
      pick(random, OPENINGS),
      pick(random, SUBJECTS),
      pick(random, VERBS),
      pick(random, OBJECTS),
    ];
    const sentence = parts.slice(random.between(0, 1)).join(' ') + pick(random, ENDINGS);
    words.push(...(sentence.charAt(0).toUpperCase() + sentence.slice(1)).split(' '));
  }
  return words.slice(0, wanted);
}

function endWithSign(words: readonly string[]): string[] {
  return words.map((word, index) => (index === words.length - 1 ? `${word.replace(/[.?]$/, '')}.` : word));
}

function pick(random: SeededRandom, choices: readonly string[]): string {
  return choices[random.between(0, choices.length - 1)] ?? '';
}

/** Where in the audio the moment lies that comes after `soundMs` of sound. */
function placeMs(spans: readonly Span[], soundMs: number): number {
  let left = soundMs;
  for (const span of spans) {
    const length = span.endMs - span.startMs;
    if (left <= length) return span.startMs + Math.max(0, left);
    left -= length;
  }
  return spans.at(-1)?.endMs ?? 0;
}
