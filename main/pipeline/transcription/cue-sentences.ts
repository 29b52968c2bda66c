import type { Segment } from '../rows-port.ts';
import { LONGEST_SENTENCE_MS } from '../speech/place-sentences.ts';
import { divideSentence, splitSentences } from '../speech/sentences.ts';
import { spokenLength } from '../speech/spoken-length.ts';
import { cleanText } from './clean-text.ts';

/** A stretch of text from a file, with its times in milliseconds where the file gives them. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly speaker?: string;
  /** The times were worked out from the length of the text. */
  readonly isEstimated: boolean;
}

/** What a file of any format says. */
export interface ParsedTranscript {
  readonly language: string | null;
  readonly cues: readonly Cue[];
}

/** A sentence, not yet numbered. */
export type CueSentence = Omit<Segment, 'id'>;

/** Subtitles further apart than this are not one sentence. */
const LONGEST_INNER_GAP_MS = 2_000;
/** Longest text that is searched for sentences at once; the search takes longer than its input grows. Characters. */
const LONGEST_BLOCK = 2_000;
/** Lecturing speed of 150 words a minute is about this many letters a second. */
const LETTERS_PER_SECOND = 12;
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/u;

/**
 * Sentences of at most 15 s from subtitles or paragraphs, in order and without overlap: cues that stop in the middle of a sentence are
 * joined, cues with several sentences divided by the length of their text, and lines that rolling captions show twice are taken once.
 */
export function cueSentences(cues: readonly Cue[]): readonly CueSentence[] {
  const parts = withoutRepeats(inOrder(cues)).flatMap(divideCue);
  return untangle(joinUnfinished(parts)).flatMap(shorten).map(toSentence);
}

/** How long a text takes to say at the speed of a lecture, milliseconds. */
export function sayingMs(text: string): number {
  return Math.round((spokenLength(text) / LETTERS_PER_SECOND) * 1_000);
}

function inOrder(cues: readonly Cue[]): readonly Cue[] {
  return cues
    .map((cue) => ({ ...cue, text: cleanText(cue.text), endMs: Math.max(cue.startMs, cue.endMs) }))
    .filter((cue) => cue.text !== '')
    .toSorted((one, other) => one.startMs - other.startMs);
}

/** Rolling captions repeat the last line of the cue before; an equal cue that follows at once is the same one. */
function withoutRepeats(cues: readonly Cue[]): readonly Cue[] {
  const kept: Cue[] = [];
  let before = '';
  for (const cue of cues) {
    const previous = kept.at(-1);
    const follows =
      !cue.isEstimated && previous !== undefined && cue.startMs - previous.endMs < LONGEST_INNER_GAP_MS;
    const text = follows ? withoutBeginning(cue.text, before) : cue.text;
    before = cue.text;
    if (text !== '') kept.push({ ...cue, text });
  }
  return kept;
}

/** Only whole cues of several words are taken out: a word said twice is said twice. */
function withoutBeginning(text: string, before: string): string {
  const isRepeat = before.includes(' ') && text.startsWith(before);
  return isRepeat ? text.slice(before.length).trim() : text;
}

function divideCue(cue: Cue): readonly Cue[] {
  const sentences = blocksOf(cue.text).flatMap((block) => splitSentences(block));
  return spread(cue, sentences);
}

function blocksOf(text: string): readonly string[] {
  if (text.length <= LONGEST_BLOCK) return [text];
  const blocks: string[] = [];
  for (let from = 0; from < text.length;) {
    const space = text.lastIndexOf(' ', from + LONGEST_BLOCK);
    const end = space > from && from + LONGEST_BLOCK < text.length ? space : from + LONGEST_BLOCK;
    blocks.push(text.slice(from, end));
    from = end;
  }
  return blocks;
}

/** Divides a cue's time among texts by how long they take to say. */
function spread(cue: Cue, texts: readonly string[]): readonly Cue[] {
  const lengths = texts.map(spokenLength);
  const perLetter = (cue.endMs - cue.startMs) / lengths.reduce((sum, length) => sum + length, 0);
  let startMs = cue.startMs;
  return texts.map((text, index) => {
    const endMs = startMs + (lengths[index] ?? 0) * perLetter;
    const part = { ...cue, text, startMs, endMs };
    startMs = endMs;
    return part;
  });
}

function joinUnfinished(cues: readonly Cue[]): readonly Cue[] {
  const joined: Cue[] = [];
  for (const cue of cues) {
    const before = joined.at(-1);
    if (before === undefined || !continues(before, cue)) joined.push(cue);
    else joined[joined.length - 1] = { ...before, endMs: cue.endMs, text: `${before.text} ${cue.text}` };
  }
  return joined;
}

function continues(before: Cue, cue: Cue): boolean {
  return (
    !cue.isEstimated &&
    !SENTENCE_END.test(before.text) &&
    before.speaker === cue.speaker &&
    cue.startMs - before.endMs <= LONGEST_INNER_GAP_MS &&
    cue.endMs - before.startMs <= LONGEST_SENTENCE_MS
  );
}

function untangle(cues: readonly Cue[]): readonly Cue[] {
  let clockMs = 0;
  return cues.map((cue) => {
    const startMs = Math.max(clockMs, cue.startMs);
    clockMs = Math.max(startMs, cue.endMs);
    return { ...cue, startMs, endMs: clockMs };
  });
}

/** Divides what lasts too long; a few words before a long pause are not divided but end after 15 s. */
function shorten(cue: Cue): readonly Cue[] {
  if (cue.endMs - cue.startMs <= LONGEST_SENTENCE_MS) return [cue];
  const isPause = sayingMs(cue.text) <= LONGEST_SENTENCE_MS / 2;
  const parts = isPause ? [cue.text] : divideSentence(cue.text, 0.5);
  if (parts.length === 1) return [{ ...cue, endMs: cue.startMs + LONGEST_SENTENCE_MS }];
  return spread(cue, parts).flatMap(shorten);
}

function toSentence({ startMs, endMs, text, speaker, isEstimated }: Cue): CueSentence {
  return {
    startMs: Math.round(startMs),
    endMs: Math.round(endMs),
    text,
    ...(speaker === undefined ? {} : { speaker }),
    flags: isEstimated ? ['estimated'] : [],
  };
}
