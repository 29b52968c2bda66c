import type { Cue } from './cue-sentences.ts';

/** `00:01:02.345`, `01:02,345`, `1:02:03` — hours and fractions may be missing, point and comma are both in use. */
const TIME = String.raw`(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3})\d*)?`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-{1,2}>\s*${TIME}(?:\s.*)?$`);

/** Longer than any recording; what lies beyond is damage. Milliseconds. */
const LATEST_MS = 100 * 3_600_000;

/** Subtitles of SRT and WebVTT, read by their timing lines alone: numbers, headers, notes and styles between them fall away. */
export function parseCues(text: string): readonly Cue[] {
  const cues: Cue[] = [];
  for (const block of text.split(/\n[ \t]*\n+/)) {
    const lines = block.split('\n');
    const timings = lines.flatMap((line, index) => (TIMING.test(line) ? [index] : []));
    for (const [order, at] of timings.entries()) {
      const next = timings[order + 1];
      // Files without empty lines have the next cue's number before its timing.
      const end = next === undefined ? lines.length : numberBefore(lines, next);
      const cue = readCue(lines[at] ?? '', lines.slice(at + 1, end));
      if (cue !== null) cues.push(cue);
    }
  }
  return cues;
}

function numberBefore(lines: readonly string[], timing: number): number {
  return /^\s*\d+\s*$/.test(lines[timing - 1] ?? '') ? timing - 1 : timing;
}

function readCue(timing: string, lines: readonly string[]): Cue | null {
  const times = TIMING.exec(timing);
  if (times === null) return null;
  const startMs = toMs(times.slice(1, 5));
  const endMs = toMs(times.slice(5, 9));
  if (startMs > LATEST_MS || endMs > LATEST_MS) return null;
  const raw = lines.join('\n');
  const speaker = /<v(?:\.[^\s>]{0,100})?\s+([^>\n]{1,80})>/.exec(raw)?.[1]?.trim();
  return {
    startMs,
    endMs,
    text: plain(raw),
    ...(speaker === undefined || speaker === '' ? {} : { speaker }),
    isEstimated: false,
  };
}

/** Tags of WebVTT and SRT, positions of SSA, and the five entities WebVTT knows. */
function plain(text: string): string {
  return text
    .replace(/<\/?(?:c|i|b|u|v|lang|ruby|rt|font)(?:[.\s][^>]{0,200})?>|<\d[\d:.,]*>/gi, '')
    .replace(/\{\\[^}]{0,200}\}/g, '')
    .replace(/&nbsp;|&lrm;|&rlm;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function toMs([hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
  return whole * 1_000 + Number((fraction ?? '').padEnd(3, '0'));
}
