import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { columnsOf, cueTexts } from '../../../main/pipeline/export/cue-text.ts';
import { cuesOf } from '../../../main/pipeline/export/cues.ts';
import { renderSrt, renderVtt } from '../../../main/pipeline/export/render-subtitles.ts';
import type { Segment } from '../../../main/pipeline/rows-port.ts';
import {
  formulas,
  hostileTexts,
  manyScripts,
  segmentOf,
  sourceOf,
  transcriptOf,
} from '../../support/export-lecture.ts';
import { failureOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);
const packetsSchema = z.object({
  packets: z.array(z.object({ pts_time: z.coerce.number(), duration_time: z.coerce.number() })),
});

/** What FFmpeg reads: the times of the cues, and the texts as it would write them itself. */
async function judge(text: string, extension: 'srt' | 'vtt') {
  const file = path.join(temporaryFolder(), `subtitles.${extension}`);
  writeFileSync(file, text);
  const probe = ['-v', 'error', '-show_entries', 'packet=pts_time,duration_time', '-of', 'json', file];
  const { stdout, stderr } = await run('ffprobe', probe);
  expect(stderr).toBe('');
  const { packets } = packetsSchema.parse(JSON.parse(stdout));
  const { stdout: rewritten } = await run('ffmpeg', ['-v', 'error', '-i', file, '-f', 'srt', '-']);
  return { packets, texts: rewritten };
}

const long =
  'The second law of thermodynamics says that the entropy of an isolated system never becomes smaller, however long we wait for it.';

describe('subtitles', () => {
  test.for(['srt', 'vtt'] as const)(
    'as %s are read by FFmpeg with the times and texts that were meant',
    async (extension) => {
      const segments = [
        segmentOf('s1', [0, 3_000], 'Welcome back.'),
        segmentOf('s2', [3_500, 13_500], long),
        segmentOf('s3', [3_600_000, 3_601_250], 'AT&T > us, a < b', 'Anna'),
        ...manyScripts.map((text, index) =>
          segmentOf(`m${index}`, [3_610_000 + index * 4_000, 3_613_000 + index * 4_000], text),
        ),
      ];
      const source = sourceOf([], transcriptOf(segments));
      const { packets, texts } = await judge(
        extension === 'srt' ? renderSrt(source) : renderVtt(source),
        extension,
      );
      const cues = cuesOf(source.transcript);
      expect(packets).toHaveLength(cues.length);
      for (const [index, cue] of cues.entries()) {
        expect(packets[index]?.pts_time).toBeCloseTo(cue.startMs / 1000, 3);
        expect(packets[index]?.duration_time).toBeCloseTo((cue.endMs - cue.startMs) / 1000, 3);
      }
      const read = texts.replaceAll(/\s+/g, ' ');
      for (const text of [
        'Welcome back.',
        'AT&T > us, a < b',
        ...manyScripts.slice(0, 2),
        ...manyScripts.slice(3),
      ]) {
        expect(read).toContain(text);
      }
      expect(read.replaceAll(/\d+ [\d:,]+ --> [\d:,]+ /g, '')).toContain(long);
    },
  );

  test('hold hostile texts as cues that give no commands', async () => {
    const segments = hostileTexts.map((text, index) =>
      segmentOf(`s${index}`, [index * 10_000, index * 10_000 + 9_000], text, text),
    );
    const source = sourceOf([], transcriptOf(segments));
    const count = cuesOf(source.transcript).length;
    const [srt, vtt] = [renderSrt(source), renderVtt(source)];
    expect((await judge(srt, 'srt')).packets).toHaveLength(count);
    expect((await judge(vtt, 'vtt')).packets).toHaveLength(count);
    expect(srt).not.toMatch(/<[A-Za-z/!]|\{\\/);
    expect(srt.match(/-->/g)).toHaveLength(count);
    expect(vtt.match(/-->/g)).toHaveLength(count);
    expect(vtt.replaceAll(/<v [^<>]*>/g, '')).not.toContain('<');
  });

  test.for(formulas)('keep the formula %s', (formula) => {
    const source = sourceOf([], transcriptOf([segmentOf('s1', [0, 9_000], `$${formula}$`)]));
    const said = renderSrt(source).split('\n').slice(2).join(' ').trim();
    expect(said.replaceAll(/\s/g, '')).toBe(`$${formula}$`.replaceAll(/\s/g, ''));
  });

  test('name a speaker where another begins', () => {
    const source = sourceOf(
      [],
      transcriptOf([
        segmentOf('s1', [0, 2_000], 'Why?', 'Anna'),
        segmentOf('s2', [2_000, 4_000], 'Really?', 'Anna'),
        segmentOf('s3', [4_000, 6_000], 'Because.', 'Prof. <b>'),
      ]),
    );
    expect(renderSrt(source)).toContain('\nAnna: Why?\n');
    expect(renderSrt(source)).toContain('\nReally?\n');
    expect(renderVtt(source)).toContain('<v Prof. b>Because.');
  });

  test('say where something is missing', () => {
    const transcript = transcriptOf([segmentOf('s1', [0, 2_000], 'x')], {
      gaps: [{ startMs: 5_000, endMs: 60_000 }],
    });
    expect(renderSrt(sourceOf([], transcript))).toContain('00:00:05,000 --> 00:01:00,000\n[Not transcribed]');
  });

  test('are refused without a transcript and without times', () => {
    expect(failureOf(() => renderSrt(sourceOf([], null))).code).toBe('EXPORT_EMPTY');
    const untimed = transcriptOf([segmentOf('s1', [0, 0], 'Imported from a text.')]);
    expect(failureOf(() => renderVtt(sourceOf([], untimed)))).toMatchObject({
      message: expect.stringContaining('transcript with times') as string,
    });
  });

  test('stay on screen until they are read where there is room, and only there', () => {
    const text = 'Forty characters take two seconds to read';
    const [roomy] = cuesOf(transcriptOf([segmentOf('s1', [0, 500], text)]));
    expect(roomy?.endMs).toBe(2_050);
    const [tight] = cuesOf(
      transcriptOf([segmentOf('s1', [0, 500], text), segmentOf('s2', [900, 2_000], 'x')]),
    );
    expect(tight?.endMs).toBe(900);
  });

  test('are two lines of about the same length rather than a full one and a scrap', () => {
    const [cue] = cueTexts('the entropy of an isolated system never shrinks');
    expect(cue).toEqual(['the entropy of an isolated', 'system never shrinks']);
  });

  test('break Chinese between words and never begin a line with a full stop', () => {
    const cues = cueTexts('熵在孤立系统中永远不会减少。'.repeat(6));
    expect(cues.flat().join('')).toBe('熵在孤立系统中永远不会减少。'.repeat(6));
    for (const line of cues.flat()) {
      expect(columnsOf(line)).toBeLessThanOrEqual(42);
      expect(line).not.toMatch(/^。/);
    }
  });

  test('cover a whole lecture: in order, without overlap, two lines of 42 columns, no word lost', () => {
    const words = fc.constantFrom(
      'heat',
      'entropy',
      'a',
      'Thermodynamik',
      '熵增加',
      '👩‍👩‍👧',
      'x'.repeat(60),
      'naïve',
      '$T_h$',
    );
    const sentence = fc.record({
      words: fc.array(words, { minLength: 1, maxLength: 40 }),
      pauseMs: fc.integer({ min: -200, max: 3_000 }),
      lengthMs: fc.integer({ min: 0, max: 15_000 }),
    });
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 30 }), (sentences) => {
        let clock = 0;
        const segments = sentences.map(({ words: said, pauseMs, lengthMs }, index): Segment => {
          const startMs = Math.max(0, clock + pauseMs);
          clock = startMs + lengthMs;
          return segmentOf(`s${index}`, [startMs, clock], said.join(' '));
        });
        if (segments.every(({ endMs }) => endMs === 0)) return;
        const cues = cuesOf(transcriptOf(segments.toSorted((a, b) => a.startMs - b.startMs)));
        let end = 0;
        for (const cue of cues) {
          expect(cue.startMs).toBeGreaterThanOrEqual(end);
          expect(cue.endMs).toBeGreaterThan(cue.startMs);
          expect(cue.lines.length).toBeLessThanOrEqual(2);
          for (const line of cue.lines) expect(columnsOf(line)).toBeLessThanOrEqual(42);
          end = cue.endMs;
        }
        const shown = cues.flatMap(({ lines }) => lines).join('');
        const length = (text: string) => text.replaceAll(/\s/g, '').length;
        expect(length(shown)).toBe(sentences.reduce((sum, one) => sum + length(one.words.join('')), 0));
      }),
      { numRuns: 60 },
    );
  });
});
