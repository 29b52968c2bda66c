import { artifactSchema, type Artifact } from '../../preload/contract/artifact.ts';
import type { ArtifactDetail, LectureDetail } from '../../preload/contract/commands.ts';
import type { Export } from '../../preload/contract/export.ts';
import type { LectureDocument, LectureSummary } from '../../preload/contract/lecture.ts';
import type { Transcript } from '../../preload/contract/transcript.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { ArtifactRow, ExportRow, Lecture, TranscriptVersion } from '../pipeline/rows-port.ts';
import { instant, jobView } from './job-view.ts';
import { lectureCost, lectureView } from './lecture-view.ts';
import type { ViewDependencies } from './view-dependencies.ts';

/** What the whole of a lecture is read with. */
export interface DocumentDependencies extends ViewDependencies {
  /** The newest transcript with its sentences, from its object; null when there is none. */
  transcript(lectureId: string): Promise<TranscriptVersion | null>;
  /** Stretches of speech, from the speech map; empty where there is no recording. */
  speech(lectureId: string): Promise<readonly { readonly startMs: number; readonly endMs: number }[]>;
}

/** L: a lecture with everything made from it. */
export async function lectureDocument(
  dependencies: DocumentDependencies,
  lecture: Lecture,
): Promise<LectureDocument> {
  const { library, store, queue } = dependencies;
  const transcript = await dependencies.transcript(lecture.id);
  return {
    id: lecture.id,
    title: lecture.title,
    course: courseTitle(library, lecture),
    status: lectureView(dependencies, lecture).status,
    durationSeconds: lecture.durationMs === null ? null : lecture.durationMs / 1000,
    jobs: store
      .jobs({ subject: lecture.id })
      .map((job) => jobView(job, queue.standing(job), store.tasks(job.id))),
    transcript: transcript === null ? null : shownTranscript(transcript),
    artifacts: library.newestArtifacts(lecture.id).map(shownArtifact),
    exports: library.newestExports(lecture.id).map((row) => shownExport(library, row)),
    cost: lectureCost(dependencies.ledger, lecture),
  };
}

/** All that the lecture page shows. */
export async function lectureDetail(
  dependencies: DocumentDependencies,
  lecture: Lecture,
): Promise<LectureDetail> {
  const speech = await dependencies.speech(lecture.id);
  return {
    view: lectureView(dependencies, lecture),
    document: await lectureDocument(dependencies, lecture),
    artifacts: dependencies.library.newestArtifacts(lecture.id).map(artifactDetail),
    speech: speech.map(({ startMs, endMs }) => ({ start: startMs / 1000, end: endMs / 1000 })),
    hasAudio: dependencies.library.objects(lecture.id).some((object) => object.kind === 'proxy'),
  };
}

/** One line of the list of lectures. */
export function lectureSummary(dependencies: ViewDependencies, lecture: Lecture): LectureSummary {
  const view = lectureView(dependencies, lecture);
  return {
    id: lecture.id,
    title: lecture.title,
    course: courseTitle(dependencies.library, lecture),
    status: view.status,
    durationSeconds: view.durationSeconds,
    createdAt: view.createdAt,
  };
}

/** E from an export row. */
export function shownExport(library: Library, row: ExportRow): Export {
  const object = library.object(row.objectKey);
  if (object === null) throw new Error(`Export ${row.objectKey} has no object row`);
  const shown = { format: row.format, key: row.objectKey, bytes: object.bytes, sha256: object.sha256 };
  return row.path === null ? shown : { ...shown, path: row.path };
}

/** A transcript as the doors show it: seconds instead of milliseconds. */
export function shownTranscript(transcript: TranscriptVersion): Transcript {
  return {
    version: transcript.version,
    language: transcript.language,
    coverage: transcript.coverage,
    gaps: transcript.gaps.map(({ startMs, endMs }) => ({ start: startMs / 1000, end: endMs / 1000 })),
    segments: transcript.segments.map(({ startMs, endMs, flags, ...rest }) => ({
      ...rest,
      start: startMs / 1000,
      end: endMs / 1000,
      flags: [...flags],
    })),
  };
}

function shownArtifact(row: ArtifactRow): Artifact {
  return artifactSchema.parse({ type: row.type, version: row.version, content: row.content });
}

function artifactDetail(row: ArtifactRow): ArtifactDetail {
  const { provenance } = row;
  const covered = provenance.sections.filter((section) => section.covered).length;
  return {
    artifact: shownArtifact(row),
    createdAt: instant(row.createdAt),
    model: provenance.model,
    presetId: provenance.presetId,
    promptVersion: provenance.promptVersion,
    language: provenance.language,
    transcriptVersion: provenance.transcriptVersion,
    coverage: provenance.sections.length === 0 ? 1 : covered / provenance.sections.length,
    usedFallback: provenance.usedFallback,
  };
}

function courseTitle(library: Library, lecture: Lecture): string | null {
  return lecture.courseId === null ? null : (library.course(lecture.courseId)?.title ?? null);
}
