import { oneLine } from './marked-text.ts';

/** Most columns in a line of a subtitle. BBC subtitle guidelines 37, Netflix timed text style guide 42 for Latin scripts. */
export const LINE_COLUMNS = 42;

/** Most lines on screen at a time. */
export const CUE_LINES = 2;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Scripts that are written without spaces and may break between any two words. */
const unspacedScript =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Characters that take two columns: East Asian wide ones and emoji (Unicode TR11, the blocks that matter). */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Text in which every character takes one column; most of most lectures. */
const narrow = /^[\u0020-\u007e]*$/;

/** Columns a text takes on screen. */
export function columnsOf(text: string): number {
  if (narrow.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

/** A text as cues, each of at most two lines of at most 42 columns. */
export function cueTexts(text: string): readonly (readonly string[])[] {
  const lines = linesOf(unitsOf(oneLine(text)));
  const cues: string[][] = [];
  for (let index = 0; index < lines.length; index += CUE_LINES) {
    cues.push(lines.slice(index, index + CUE_LINES));
  }
  return cues.map(balanced);
}

/** A piece of text that is not broken, and whether a space goes before it. */
interface Unit {
  readonly text: string;
  readonly spaced: boolean;
}

function unitsOf(text: string): readonly Unit[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => partsOf(word).map((part, index) => ({ text: part, spaced: index === 0 })));
}

function partsOf(word: string): readonly string[] {
  const parts = unspacedScript.test(word) ? withPunctuation([...words.segment(word)]) : [word];
  return parts.flatMap((part) => (columnsOf(part) > LINE_COLUMNS ? cutHard(part) : [part]));
}

/** A mark stays with the word before it: no line begins with a full stop. */
function withPunctuation(segments: readonly Intl.SegmentData[]): readonly string[] {
  const parts: string[] = [];
  for (const { segment, isWordLike } of segments) {
    const before = parts.at(-1);
    if (isWordLike === true || before === undefined) parts.push(segment);
    else parts[parts.length - 1] = before + segment;
  }
  return parts;
}

function cutHard(text: string): readonly string[] {
  const parts = [''];
  for (const { segment } of graphemes.segment(text)) {
    const last = parts.at(-1) ?? '';
    if (columnsOf(last + segment) > LINE_COLUMNS) parts.push(segment);
    else parts[parts.length - 1] = last + segment;
  }
  return parts;
}

function linesOf(units: readonly Unit[]): readonly string[] {
  const lines: string[] = [];
  for (const { text, spaced } of units) {
    const line = lines.at(-1);
    const longer = line === undefined ? null : `${line}${spaced ? ' ' : ''}${text}`;
    if (longer !== null && columnsOf(longer) <= LINE_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(text);
  }
  return lines;
}

/** Two lines of about the same length read better than a full one and a scrap. */
function balanced(lines: readonly string[]): readonly string[] {
  const [first, second] = lines;
  if (first === undefined || second === undefined) return lines;
  let best = lines;
  let above = first;
  let below = second;
  for (;;) {
    const space = above.lastIndexOf(' ');
    if (space < 0) return best;
    below = `${above.slice(space + 1)} ${below}`;
    above = above.slice(0, space);
    if (columnsOf(below) > LINE_COLUMNS || columnsOf(above) < columnsOf(below)) return best;
    best = [above, below];
  }
}
