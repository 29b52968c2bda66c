import { z } from 'zod';
import { artifactSchema } from '../../../preload/contract/artifact.ts';
import { lectureDocumentSchema } from '../../../preload/contract/lecture.ts';
import type { TranscriptVersion } from '../rows-port.ts';
import type { CitedArtifact, ExportSource } from './export-source.ts';

/** Number of this file's shape; it rises when an old reader could misunderstand a new file. */
const JSON_EXPORT_FORMAT = 1;

/**
 * A lecture as JSON: the shape every door shows (L), without jobs and exports, and with the instant in seconds of every segment that
 * an artifact cites.
 */
export const exportedLectureSchema = lectureDocumentSchema.omit({ artifacts: true }).extend({
  lectern: z.literal(JSON_EXPORT_FORMAT),
  createdAt: z.iso.datetime(),
  artifacts: z.array(artifactSchema.and(z.object({ times: z.record(z.string(), z.number().nonnegative()) }))),
});

/** Writes that shape, indented so that people can read it. */
export function renderJson(source: ExportSource): string {
  const { lecture, courseTitle, transcript, artifacts } = source;
  const isWhole = transcript === null || transcript.gaps.length === 0;
  const exported: z.input<typeof exportedLectureSchema> = {
    lectern: JSON_EXPORT_FORMAT,
    id: lecture.id,
    title: lecture.title,
    course: courseTitle,
    createdAt: new Date(lecture.createdAt).toISOString(),
    status: isWhole ? 'ready' : 'partial',
    durationSeconds: lecture.durationMs === null ? null : lecture.durationMs / 1000,
    transcript: transcript === null ? null : inSeconds(transcript),
    artifacts: artifacts.map((cited) => ({ ...cited.artifact, times: timesOf(cited) })),
    jobs: [],
    exports: [],
    cost: { forecast: null, actual: null },
  };
  return `${JSON.stringify(exportedLectureSchema.parse(exported), null, 2)}\n`;
}

function timesOf({ artifact, startsMs }: CitedArtifact): Record<string, number> {
  const cited = citationsIn(artifact.content).flatMap((id) => {
    const start = startsMs.get(id);
    return start === undefined ? [] : [[id, start / 1000] as const];
  });
  return Object.fromEntries(cited);
}

/** Every id in a list named `citations`, however deep. */
function citationsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === 'citations' ? z.array(z.string()).parse(inner) : citationsIn(inner),
  );
}

function inSeconds(transcript: TranscriptVersion) {
  const { version, language, coverage, gaps, segments } = transcript;
  return {
    version,
    language,
    coverage,
    gaps: gaps.map(({ startMs, endMs }) => ({ start: startMs / 1000, end: endMs / 1000 })),
    segments: segments.map(({ startMs, endMs, flags, ...rest }) => ({
      ...rest,
      start: startMs / 1000,
      end: endMs / 1000,
      flags: [...flags],
    })),
  };
}
