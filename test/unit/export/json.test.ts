import { describe, expect, test } from 'vitest';
import { artifactTypeSchema } from '../../../preload/contract/artifact.ts';
import { lectureDocumentSchema } from '../../../preload/contract/lecture.ts';
import { exportedLectureSchema, renderJson } from '../../../main/pipeline/export/render-json.ts';
import { renderExport } from '../../../main/pipeline/export/render-export.ts';
import {
  artifactsSaying,
  formulas,
  hostileTexts,
  manyScripts,
  segmentOf,
  sourceOf,
  transcriptOf,
} from '../../support/export-lecture.ts';
import { failureOf } from '../../support/failure-of.ts';

const transcript = transcriptOf(
  [
    segmentOf('s1', [754_250, 760_000], 'One.', 'Anna'),
    { ...segmentOf('s2', [761_000, 762_000], 'Two.'), flags: ['estimated'] },
  ],
  { coverage: 0.9, gaps: [{ startMs: 1_500, endMs: 2_000 }] },
);

describe('a lecture as JSON', () => {
  test('has the shape that every door shows, and the times of what it cites', () => {
    const value: unknown = JSON.parse(renderJson(sourceOf(artifactsSaying('x'), transcript)));
    const document = lectureDocumentSchema.parse(value);
    expect(document).toMatchObject({
      ...{
        id: 'l1',
        title: 'Heat & entropy',
        course: 'Physics I',
        status: 'partial',
        durationSeconds: 3_725,
      },
      transcript: {
        ...{ version: 1, coverage: 0.9, gaps: [{ start: 1.5, end: 2 }] },
        segments: [
          { id: 's1', start: 754.25, end: 760, text: 'One.', speaker: 'Anna', flags: [] },
          { id: 's2', start: 761, end: 762, text: 'Two.', flags: ['estimated'] },
        ],
      },
    });
    const exported = exportedLectureSchema.parse(value);
    expect(exported.artifacts.map(({ type }) => type)).toEqual(artifactTypeSchema.options);
    for (const { times } of exported.artifacts) expect(times).toEqual({ s1: 754.25 });
  });

  test('has every text exactly as it is stored', () => {
    for (const text of [...hostileTexts, ...manyScripts, ...formulas.map((formula) => `$${formula}$`)]) {
      const source = sourceOf(artifactsSaying(text), transcriptOf([segmentOf('s1', [0, 1_000], text)]));
      const exported = exportedLectureSchema.parse(JSON.parse(renderJson(source)));
      expect(exported.transcript?.segments[0]?.text).toBe(text);
      expect(exported.artifacts).toMatchObject(artifactsSaying(text));
    }
  });

  test('is ready when nothing is missing, and needs neither transcript nor material', () => {
    const read = (text: string) => exportedLectureSchema.parse(JSON.parse(text));
    const whole = transcriptOf([segmentOf('s1', [0, 1_000], 'x')]);
    expect(read(renderJson(sourceOf([], whole)))).toMatchObject({ status: 'ready', artifacts: [] });
    expect(read(renderJson(sourceOf(artifactsSaying('x'), null))).transcript).toBeNull();
  });
});

test('a lecture of which there is nothing yet is refused in every format', () => {
  for (const format of ['md', 'txt', 'json', 'srt', 'vtt', 'csv', 'html'] as const) {
    expect(failureOf(() => renderExport(format, sourceOf([], null))).code).toBe('EXPORT_EMPTY');
  }
});
