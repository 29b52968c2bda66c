import { cuesOf, type Cue } from './cues.ts';
import type { ExportSource } from './export-source.ts';
import { oneLine } from './marked-text.ts';
import { cueTime } from './times.ts';

/** The transcript as SubRip. Throws `EXPORT_EMPTY`. */
export function renderSrt(source: ExportSource): string {
  const cues = cuesOf(source.transcript);
  return cues
    .map((cue, index) => {
      const [first = '', ...rest] = cue.lines.map(subRipLine);
      const text = [`${newSpeaker(cues, index)}${first}`, ...rest].join('\n');
      return `${index + 1}\n${cueTime(cue.startMs, ',')} --> ${cueTime(cue.endMs, ',')}\n${text}\n`;
    })
    .join('\n');
}

/** The transcript as WebVTT. Throws `EXPORT_EMPTY`. */
export function renderVtt(source: ExportSource): string {
  const cues = cuesOf(source.transcript).map((cue, index) => {
    const voice = cue.speaker === null ? '' : voiceTag(cue.speaker);
    const text = cue.lines.map(webVttLine).join('\n');
    return `${index + 1}\n${cueTime(cue.startMs, '.')} --> ${cueTime(cue.endMs, '.')}\n${voice}${text}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

/**
 * SubRip has no escapes, and players read tags and `{\…}` commands in it: a space keeps those dead, and a mark that would begin a
 * new cue is written as an arrow.
 */
function subRipLine(line: string): string {
  return line
    .replaceAll(/<(?=[A-Za-z/!])/g, '< ')
    .replaceAll(/\{(?=\\)/g, '{ ')
    .replaceAll('-->', '→');
}

/** A name that ends in `--` would make an arrow of the end of its tag. */
function voiceTag(speaker: string): string {
  const name = oneLine(speaker)
    .replaceAll(/[<>]/g, '')
    .replace(/[\s-]+$/, '');
  return name === '' ? '' : `<v ${webVttLine(name)}>`;
}

function webVttLine(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** SubRip knows no speakers; a name stands where another begins to speak. */
function newSpeaker(cues: readonly Cue[], index: number): string {
  const speaker = cues[index]?.speaker ?? null;
  if (speaker === null || speaker === (cues[index - 1]?.speaker ?? null)) return '';
  return `${subRipLine(oneLine(speaker))}: `;
}
