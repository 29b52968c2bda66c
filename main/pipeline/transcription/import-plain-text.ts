import { sayingMs, type Cue } from './cue-sentences.ts';

/** A time at the beginning of a line, as many programs write them: `[00:01:02] …`, `(1:02) …`, `00:01:02 - …`. */
const TIMED_LINE = /^\s*[[(]?(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?[\])]?\s*[-–:]?\s+(?=\S)/;

/**
 * Paragraphs of plain text or Markdown. Where lines begin with times these hold; else each paragraph lasts as long as it takes to say,
 * one after the other, since a text without a recording has no times.
 */
export function parsePlainText(text: string): readonly Cue[] {
  const lines = withoutFrontMatter(text).split('\n');
  const timed = lines.filter((line) => TIMED_LINE.test(line)).length;
  return timed >= 2 ? timedCues(lines) : estimatedCues(text);
}

function estimatedCues(text: string): readonly Cue[] {
  let startMs = 0;
  return paragraphsOf(withoutFrontMatter(text)).map((paragraph) => {
    const endMs = startMs + sayingMs(paragraph);
    const cue = { startMs, endMs, text: paragraph, isEstimated: true };
    startMs = endMs;
    return cue;
  });
}

/** A time holds until the next one; the last text lasts as long as it takes to say. What stands before the first has no time. */
function timedCues(lines: readonly string[]): readonly Cue[] {
  const open: { startMs: number; text: string }[] = [];
  for (const line of lines) {
    const time = TIMED_LINE.exec(line);
    const last = open.at(-1);
    if (time !== null) open.push({ startMs: toMs(time), text: plain(line.slice(time[0].length)) });
    else if (last === undefined) open.push({ startMs: 0, text: plain(line) });
    else last.text += ` ${plain(line)}`;
  }
  return open.map(({ startMs, text }, index) => ({
    startMs,
    endMs: Math.max(startMs, open[index + 1]?.startMs ?? startMs + sayingMs(text)),
    text,
    isEstimated: false,
  }));
}

function paragraphsOf(text: string): readonly string[] {
  return text
    .split(/\n[ \t]*\n|\n(?=\s*(?:[#>]|[-*+] |\d+[.)] ))/)
    .map((paragraph) => paragraph.split('\n').map(plain).join(' ').trim())
    .filter((paragraph) => paragraph !== '');
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^---\n[\s\S]{0,5000}?\n---\n/, '');
}

/** Takes the marks of Markdown off the beginning of a line; what is inside a line may mean something. */
function plain(line: string): string {
  return line
    .replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)/, '')
    .replace(/^\s*(?:[-*_]\s*){3,}$/, '')
    .trim();
}

function toMs([, hours, minutes, seconds]: RegExpExecArray): number {
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}
