import { decodeWord, TONE_GAP_MS, TONE_MS } from '../support/audio/ruler-code.ts';
import { HEARING_RATE, hearTones } from './dtmf.ts';
import type { HeardTone } from './dtmf.ts';
import { findSound } from './sound-finder.ts';
import type { Span } from './sound-finder.ts';
import { sayLike } from './invented-speech.ts';

/** A word the simulator heard, with its sign, in seconds from the start of the audio. */
export type HeardWord = { readonly text: string; readonly start: number; readonly end: number };

/** What the simulator heard in one file. */
export type Heard = {
  readonly kind: 'ruler' | 'speech' | 'silence';
  readonly seconds: number;
  readonly words: readonly HeardWord[];
};

/** Tones of one word start 100 ms apart, the first of the next word 160 ms after the last. */
const LONGEST_STEP_MS = TONE_MS + TONE_GAP_MS + 30;

/**
 * Listens to mono samples at 8 kHz. Ruler audio gives exactly the whole words in it; other sound gives a made-up text that
 * grows with the time in which something is heard and is the same for the same `seed`; silence gives no words.
 */
export async function hear(samples: Float32Array, seed: number): Promise<Heard> {
  const seconds = samples.length / HEARING_RATE;
  const tones = await hearTones(samples);
  const sound = findSound(samples, HEARING_RATE);
  const words = readWords(tones);
  if (words.length > 0 || isMostlyTones(tones, sound)) return { kind: 'ruler', seconds, words };
  if (sound.length === 0) return { kind: 'silence', seconds, words: [] };
  return { kind: 'speech', seconds, words: sayLike(sound, seed) };
}

function readWords(tones: readonly HeardTone[]): HeardWord[] {
  const words: HeardWord[] = [];
  let from = 0;
  let atSentenceStart = true;
  for (let index = 1; index <= tones.length; index++) {
    const last = tones[index - 1];
    const next = tones[index];
    if (last !== undefined && next !== undefined && next.startMs - last.startMs <= LONGEST_STEP_MS) continue;
    const group = tones.slice(from, index);
    from = index;
    const decoded = decodeWord(group.map((tone) => tone.symbol));
    if (decoded === null) continue;
    const spelled = atSentenceStart
      ? decoded.word.charAt(0).toUpperCase() + decoded.word.slice(1)
      : decoded.word;
    words.push({
      text: spelled + decoded.punctuation,
      start: (group[0]?.startMs ?? 0) / 1000,
      end: (last?.endMs ?? 0) / 1000,
    });
    atSentenceStart = '.?!'.includes(decoded.punctuation) && decoded.punctuation !== '';
  }
  return words;
}

function isMostlyTones(tones: readonly HeardTone[], sound: readonly Span[]): boolean {
  const toneMs = tones.reduce((sum, tone) => sum + tone.endMs - tone.startMs, 0);
  const soundMs = sound.reduce((sum, span) => sum + span.endMs - span.startMs, 0);
  return toneMs > 0 && toneMs >= soundMs * 0.4;
}
