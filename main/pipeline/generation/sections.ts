import type { Segment } from '../rows-port.ts';
import type { CountTokens } from './token-count.ts';
import { splitAtSentences } from './words.ts';

/** A line of the transcript as it is quoted. */
export interface QuotedLine {
  readonly segment: Segment;
  /** `[s12] text` */
  readonly text: string;
  readonly tokens: number;
}

/** A stretch of the lecture that fits into one request. Milliseconds. */
export interface Section {
  readonly lines: readonly QuotedLine[];
  readonly startMs: number;
  readonly endMs: number;
  readonly tokens: number;
}

/** Share of a section, at its end, in which the longest pause decides where it is cut. */
const CUT_WINDOW = 0.25;
/** Lines are counted one by one; the break between them may cost a token more. */
const TOKENS_OF_BREAK = 1;
/** For text without signs or spaces: fewer characters than tokens never happens, so this many always fit. */
const WORDS_PER_TOKEN = 0.5;

/**
 * Divides a transcript into sections of at most `budget` tokens, about equally long, cut at the longest pause near each end. Every line is
 * in exactly one section. A line that is too long alone is divided at sentence ends, and inside a sentence only if it must be; its parts
 * carry the same id. With room for all there is one section.
 */
export function planSections(
  segments: readonly Segment[],
  budget: number,
  countTokens: CountTokens,
): readonly Section[] {
  const lines = segments.flatMap((segment) => quote(segment, budget, countTokens));
  const total = lines.reduce((sum, line) => sum + line.tokens, 0);
  const target = total / Math.ceil(total / budget);
  const sections: Section[] = [];
  let rest = lines;
  while (rest.length > 0) {
    const count = chooseCount(rest, Math.min(budget, target * (1 + CUT_WINDOW / 2)), budget);
    sections.push(toSection(rest.slice(0, count)));
    rest = rest.slice(count);
  }
  return sections;
}

/** The id at the beginning of one line; line breaks inside would let a text forge lines of its own. */
export function quotedText(id: string, text: string): string {
  return `[${id}] ${text.replace(/\s+/g, ' ').trim()}`;
}

function quote(segment: Segment, budget: number, countTokens: CountTokens): readonly QuotedLine[] {
  if (segment.text.trim() === '') return [];
  const line = (text: string): QuotedLine => {
    const quoted = quotedText(segment.id, text);
    return { segment, text: quoted, tokens: countTokens(quoted) + TOKENS_OF_BREAK };
  };
  const whole = line(segment.text);
  if (whole.tokens <= budget) return [whole];
  const parts = splitAtSentences(segment.text, Math.floor(budget * WORDS_PER_TOKEN)).map(line);
  return parts.flatMap((part) => (part.tokens <= budget ? [part] : halve(part, budget, line)));
}

/** Halves between words, or anywhere in a text without spaces, until every part fits. */
function halve(part: QuotedLine, budget: number, line: (text: string) => QuotedLine): readonly QuotedLine[] {
  const text = part.text.slice(part.segment.id.length + 3);
  const middle = Math.floor(text.length / 2);
  const space = text.lastIndexOf(' ', middle);
  const cut = space > 0 ? space : afterWholeCharacter(text, middle);
  if (cut <= 0 || cut >= text.length) return [part];
  const halves = [line(text.slice(0, cut)), line(text.slice(cut))];
  return halves.flatMap((half) => (half.tokens <= budget ? [half] : halve(half, budget, line)));
}

/** Never between the two halves of one character beyond the basic plane. */
function afterWholeCharacter(text: string, index: number): number {
  const code = text.codePointAt(index - 1) ?? 0;
  return code > 0xffff ? index + 1 : index;
}

/** How many lines the next section takes: as many as fit, back to the longest pause in its last quarter. */
function chooseCount(lines: readonly QuotedLine[], wish: number, budget: number): number {
  let tokens = 0;
  let fitting = 0;
  let windowStart = 1;
  for (const line of lines) {
    if (fitting > 0 && tokens + line.tokens > Math.min(wish, budget)) break;
    tokens += line.tokens;
    fitting += 1;
    if (tokens <= wish * (1 - CUT_WINDOW)) windowStart = fitting;
  }
  if (fitting === lines.length) return fitting;
  return longestPause(lines, windowStart, fitting);
}

/** The count from `from` to `to` after which the speaker pauses longest; the last of equals. */
function longestPause(lines: readonly QuotedLine[], from: number, to: number): number {
  let best = to;
  let longest = -1;
  for (let count = to; count >= from; count -= 1) {
    const [before, after] = [lines[count - 1], lines[count]];
    if (before === undefined || after === undefined) continue;
    const pause = after.segment.startMs - before.segment.endMs;
    if (pause > longest) [best, longest] = [count, pause];
  }
  return best;
}

function toSection(lines: readonly QuotedLine[]): Section {
  return {
    lines,
    startMs: lines[0]?.segment.startMs ?? 0,
    endMs: lines.at(-1)?.segment.endMs ?? 0,
    tokens: lines.reduce((sum, line) => sum + line.tokens, 0),
  };
}
