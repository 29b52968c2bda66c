import type { ArtifactType } from '../../preload/contract/artifact.ts';
import type {
  ArtifactRow,
  CourseRow,
  ExportRow,
  Lecture,
  Piece,
  StoredObject,
} from '../../main/pipeline/rows-port.ts';

/** A lecture row with plain values, for tests that care about a few of them. */
export function lectureOf(id: string, change: Partial<Lecture> = {}): Omit<Lecture, 'revision'> {
  return {
    id,
    title: `Lecture ${id}`,
    courseId: null,
    choice: {
      presetId: 'exam-mode',
      transcriptionLanguage: null,
      generationLanguage: null,
      transcriptionModel: null,
      generationModel: null,
      formats: ['md', 'srt'],
    },
    sourceKind: 'audio',
    sourcePath: `/recordings/${id}.mp3`,
    sourceName: `${id}.mp3`,
    sourceBytes: 1000,
    sourceSha256: 'ab'.repeat(32),
    durationMs: 60_000,
    speechMs: 50_000,
    isExample: false,
    generation: 1,
    forecastMicroUsd: null,
    costConfirmed: false,
    createdAt: 1_800_000_000_000,
    ...change,
  };
}

/** A course row. */
export function courseOf(
  id: string,
  title: string,
  change: Partial<CourseRow> = {},
): Omit<CourseRow, 'revision'> {
  return {
    ...{ id, title, glossary: [], transcriptionLanguage: null, generationLanguage: null },
    ...{ presetId: 'exam-mode', position: 0, createdAt: 1_800_000_000_000 },
    ...change,
  };
}

/** An object row of kind `artifact`, version 1. */
export function objectOf(key: string, lectureId: string): StoredObject {
  return {
    ...{ key, lectureId, kind: 'artifact', version: 1, bytes: 3, sha256: 'cd'.repeat(32) },
    createdAt: 1_800_000_000_000,
  };
}

/** A piece at a position, from one sample to another. */
export function pieceOf(
  id: string,
  lectureId: string,
  position: number,
  [startSample, endSample]: readonly [number, number],
): Piece {
  return { id, lectureId, position, startSample, endSample, speechMs: 1, callKey: null, flags: [] };
}

/** An export row in Markdown. */
export function exportOf(lectureId: string, version: number, objectKey: string): ExportRow {
  return { lectureId, format: 'md', version, objectKey, path: null, createdAt: 1_800_000_000_000 };
}

/** An artifact row whose content fits its type; only `summary` and `outline` are needed here. */
export function artifactOf(
  lectureId: string,
  version: number,
  objectKey: string,
  type: Extract<ArtifactType, 'summary' | 'outline'> = 'summary',
): ArtifactRow {
  const claim = { id: 'c1', citations: ['s1'], grounded: true, text: 'Heat flows from hot to cold.' };
  const content =
    type === 'summary'
      ? { overview: claim, sections: [{ title: 'Heat', bullets: [claim] }] }
      : { nodes: [{ ...claim, text: undefined, title: 'Heat', points: [claim], children: [] }] };
  return {
    ...{ lectureId, type, version, objectKey, content, createdAt: 1_800_000_000_000 },
    provenance: {
      ...{ model: 'm', host: 'example.org', promptVersion: '1', presetId: 'exam-mode', language: 'en' },
      ...{ transcriptVersion: 1, usedFallback: false, sections: [], costMicroUsd: null },
    },
  };
}
